import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FaultyEngine } from "../testing/faulty-engine.ts";
import { type LoggedMessage, MessageStore } from "./message-store.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import type { SqlEngine } from "./sql-engine.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const TRACE = "a".repeat(32);

const ALL = `
  SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span, toString(logged_at) AS at, input, output
  FROM logged_messages FINAL ORDER BY span_id, logged_at, input`;

function message(which: number, text: Pick<LoggedMessage, "input" | "output">): LoggedMessage {
  return {
    project: "shop",
    traceId: TRACE,
    spanId: which.toString(16).padStart(16, "0"),
    timeUnixNano: BigInt(NOON) * 1_000_000n + BigInt(which),
    ...text,
  };
}

function row(which: number, input: string, output = "") {
  const span = which.toString(16).padStart(16, "0");
  return { trace: TRACE, span, at: `2026-01-15 12:00:00.${String(which).padStart(9, "0")}`, input, output };
}

/** What every home of the SQL must do with messages that came apart from their spans. */
export function describeMessageStore(
  name: string,
  open: () => Promise<SqlEngine>,
  layout: TableLayout = SINGLE_LAYOUT,
): void {
  describe(`MessageStore on ${name}`, () => {
    let engine: SqlEngine;
    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(() => engine.command(`TRUNCATE TABLE ${layout.altered("logged_messages")}`));
    afterAll(() => engine.close());

    it("has a message when it says so, as it was sent and to the nanosecond", async () => {
      const store = new MessageStore(engine, createFakeClock(NOON));
      await store.add([
        message(1, { input: 'it\'s "quoted"\n\\ and 日本語' }),
        message(0x100, { output: "answer" }),
      ]);
      expect(await engine.query(ALL)).toEqual([
        row(1, 'it\'s "quoted"\n\\ and 日本語'),
        row(0x100, "", "answer"),
      ]);
    });

    it("keeps a message once, however often it comes, and different ones of one moment apart", async () => {
      const store = new MessageStore(engine, createFakeClock(NOON));
      const batch = [message(1, { input: "a" }), message(1, { input: "b" })];
      await store.add(batch);
      await new MessageStore(engine, createFakeClock(NOON + 5)).add([...batch, ...batch]);
      expect(await engine.query(ALL)).toEqual([row(1, "a"), row(1, "b")]);
    });

    it("puts a message of unknown time at the moment of its arrival", async () => {
      const store = new MessageStore(engine, createFakeClock(NOON));
      await store.add([{ ...message(7, { input: "when?" }), timeUnixNano: 0n }]);
      expect(await engine.query(ALL)).toEqual([{ ...row(7, "when?"), at: "2026-01-15 12:00:00.000000000" }]);
    });

    it("writes what arrives during a batch in the next one, and drains", async () => {
      const store = new MessageStore(engine, createFakeClock(NOON));
      const many = Array.from({ length: 20 }, (_, which) => store.add([message(which + 1, { input: "x" })]));
      await store.drain();
      expect(await engine.query(ALL)).toHaveLength(20);
      await Promise.all(many);
    });

    it("refuses a batch that the engine cannot take, and takes it when it comes again", async () => {
      const faulty = new FaultyEngine(engine);
      const store = new MessageStore(faulty, createFakeClock(NOON));
      for (const kind of ["unsent", "unanswered"] as const) {
        faulty.break({ after: 0, kind });
        await expect(store.add([message(1, { input: kind })])).rejects.toThrow(/not enough space/);
        faulty.heal();
        await store.add([message(1, { input: kind })]);
      }
      expect(await engine.query(ALL)).toEqual([row(1, "unanswered"), row(1, "unsent")]);
    });

    it("turns requests away when too many wait, and takes nothing of them", async () => {
      const store = new MessageStore(engine, createFakeClock(NOON));
      const first = store.add([message(1, { input: "x" })]);
      const many = Array.from({ length: 100_000 }, () => message(2, { input: "y" }));
      await expect(store.add(many)).rejects.toMatchObject({ code: "BW_BUSY" });
      await first;
      expect(await engine.query(ALL)).toEqual([row(1, "x")]);
    });
  });
}
