import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import { countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FaultyEngine } from "../testing/faulty-engine.ts";
import { FAILED_SPANS } from "./schema/failed-spans.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { ROLLUPS } from "./schema/rollup-tables.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import type { IncomingSpan } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";
import { SqlSpanStore } from "./sql-span-store.ts";

const ROLLUP_NAMES = ROLLUPS.map(({ name }) => name);
const TABLES = ["spans", FAILED_SPANS, "payloads", ...ROLLUP_NAMES];
const NOON = Date.UTC(2026, 0, 15, 12);

const HUGE = Number.MAX_SAFE_INTEGER;
const HUGE_USAGE = { inputTokens: HUGE, outputTokens: HUGE, cacheReadTokens: HUGE };
const HUGE_COST = {
  source: "priced",
  totalNanos: HUGE,
  inputNanos: HUGE,
  outputNanos: HUGE,
  catalogue: "c",
} as const;

/** What one span is expected to add to every sum. */
interface Counted {
  readonly status: SpanStatus;
  readonly costNanos: number;
}

function incoming(which: number, status: SpanStatus, startedAt = NOON + which * 1_000): IncomingSpan {
  const ids = which.toString(16).padStart(16, "0");
  const record: SpanRecord = {
    v: 1,
    traceId: `a${ids.slice(1)}${ids}`,
    spanId: ids,
    kind: "llm",
    name: "chat",
    requestModel: `model-${which % 3}`,
    userId: `user-${which % 5}`,
    startTime: new Date(startedAt).toISOString().replace("Z", "000Z"),
    status,
    ...(status !== "running" && {
      durationMs: 12.5,
      usage: { inputTokens: 10, outputTokens: 5 },
      usageSource: "reported",
      cost: {
        source: "priced",
        totalNanos: 100 + which,
        inputNanos: 100,
        outputNanos: which,
        catalogue: "c",
      },
    }),
    input: `prompt ${which}`,
  };
  return { record, protocol: "native", dialect: "breakwater" };
}

/** What every home of the SQL must do: count once, whatever arrives and however often. */
export function describeSpanStore(
  name: string,
  open: () => Promise<SqlEngine>,
  layout: TableLayout = SINGLE_LAYOUT,
): void {
  describe(`SqlSpanStore on ${name}`, () => {
    let engine: SqlEngine;
    let store: SqlSpanStore;

    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(async () => {
      for (const table of TABLES) await engine.command(`TRUNCATE TABLE ${layout.altered(table)}`);
      store = new SqlSpanStore(engine, createRealClock());
    });
    afterEach(() => store.close());
    afterAll(() => engine.close());

    const number = async (sql: string) => countOf(property((await engine.query(sql))[0], "n")) ?? -1;
    const sums = async (table: string) => ({
      calls: await number(`SELECT toInt64(sum(calls)) AS n FROM ${table}`),
      costNanos: await number(`SELECT toInt64(sum(cost_nanos)) AS n FROM ${table}`),
      inputTokens: await number(`SELECT toInt64(sum(input_tokens)) AS n FROM ${table}`),
    });
    const expectCounted = async (spans: readonly Counted[]) => {
      const ended = spans.filter(({ status }) => status !== "running");
      const wanted = {
        calls: ended.length,
        costNanos: ended.reduce((sum, { costNanos }) => sum + costNanos, 0),
        inputTokens: ended.length * 10,
      };
      expect(await number("SELECT toInt64(count()) AS n FROM spans FINAL")).toBe(spans.length);
      for (const table of ROLLUP_NAMES) {
        expect({ table, ...(await sums(table)) }).toEqual({ table, ...wanted });
      }
    };

    it("counts a span once, however often it is sent", async () => {
      const batch = [1, 2, 3].map((which) => incoming(which, "ok"));
      expect(await store.commit([...batch, ...batch])).toEqual({ stored: 3, duplicates: 3 });
      expect(await store.commit(batch)).toEqual({ stored: 0, duplicates: 3 });
      // Another process, or this one after a restart, knows only what is stored.
      const restarted = new SqlSpanStore(engine, createRealClock());
      expect(await restarted.commit(batch)).toEqual({ stored: 0, duplicates: 3 });
      await expectCounted(
        batch.map(({ record }, index) => ({ status: record.status, costNanos: 101 + index })),
      );
    });

    it("knows spans again whose ids end in zero bytes", async () => {
      await store.commit([incoming(0x100, "abandoned"), incoming(0x200, "ok"), incoming(0x10000, "running")]);
      const restarted = new SqlSpanStore(engine, createRealClock());
      const again = [incoming(0x100, "error"), incoming(0x200, "ok"), incoming(0x10000, "ok")];
      expect(await restarted.commit(again)).toEqual({ stored: 2, duplicates: 1 });
      await expectCounted([
        { status: "error", costNanos: 100 + 0x100 },
        { status: "ok", costNanos: 100 + 0x200 },
        { status: "ok", costNanos: 100 + 0x10000 },
      ]);
    });

    it("replaces running by finished, and abandoned by the end that came after all", async () => {
      await store.commit([incoming(1, "running"), incoming(2, "abandoned")]);
      await expectCounted([
        { status: "running", costNanos: 0 },
        { status: "abandoned", costNanos: 102 },
      ]);
      await store.commit([incoming(1, "error"), incoming(2, "ok"), incoming(2, "abandoned")]);
      await expectCounted([
        { status: "error", costNanos: 101 },
        { status: "ok", costNanos: 102 },
      ]);
      expect(await number("SELECT toInt64(sum(abandoned_calls)) AS n FROM calls_by_model_minute")).toBe(0);
      await store.commit([incoming(1, "running")]);
      expect(await number("SELECT toInt64(sum(errors)) AS n FROM calls_by_model_minute")).toBe(1);
    });

    it("takes two copies of a span for one when their starts differ across an hour", async () => {
      const before = Date.UTC(2026, 0, 15, 12, 59, 59, 999);
      await store.commit([incoming(7, "running", before)]);
      await store.commit([incoming(7, "ok", before + 1)]);
      await expectCounted([{ status: "ok", costNanos: 107 }]);
    });

    it("tells once that it fails, tries by itself whether it can go on, and tells when it has", async () => {
      const faulty = new FaultyEngine(engine, layout);
      const clock = createFakeClock(NOON);
      const told: string[] = [];
      const failing = new SqlSpanStore(faulty, clock, {
        layout,
        onFailed: ({ code }) => told.push(code),
        onRecovered: () => told.push("stored again"),
      });
      const commit = () => failing.commit([incoming(1, "ok")]);
      faulty.break({ after: 0, kind: "unsent" });
      await expect(commit()).rejects.toThrow(/disk of the data is full/);
      expect(failing.failure?.code).toBe("BW_STORAGE_FAILED");
      faulty.heal();
      await clock.advance(5_000);
      // Answered only when the attempt, which had its turn before, is over.
      await failing.exclusively(async () => {});
      expect(failing.failure).toBeUndefined();
      faulty.break({ after: 0, kind: "unsent" });
      await expect(commit()).rejects.toThrow(/disk of the data is full/);
      expect(told).toEqual(["BW_STORAGE_FAILED"]);
      faulty.heal();
      await commit();
      expect(told).toEqual(["BW_STORAGE_FAILED", "stored again"]);
    });

    it("keeps payloads apart, and text as it came", async () => {
      await store.commit([incoming(1, "ok")]);
      const [row] = await engine.query("SELECT input FROM payloads");
      expect(textOf(property(row, "input"))).toBe("prompt 1");
      const [span] = await engine.query(
        "SELECT lower(hex(trace_id)) AS id, toString(start_time) AS at FROM spans",
      );
      expect(property(span, "id")).toBe(incoming(1, "ok").record.traceId);
      expect(property(span, "at")).toBe("2026-01-15 12:00:01.000000");
    });

    it.each<[string, Partial<SpanRecord>]>([
      ["the first moment it can hold", { startTime: "1970-01-02T00:00:00Z" }],
      ["the last moment it can hold", { startTime: "2106-02-05T23:59:59.999999999Z" }],
      ["a time beyond measure", { durationMs: 1e300, timeToFirstTokenMs: Number.MAX_VALUE }],
      ["numbers at their limits", { usage: HUGE_USAGE, cost: HUGE_COST, attempt: 1e9 }],
      [
        "text that is hardly text",
        { name: "a\0b\ud800c", tags: ["", "'"], metadata: { "": "\\", "'": 1.5e300 } },
      ],
    ])("stores a span with %s, once, and knows it again", async (_, fields) => {
      const { record } = incoming(1, "ok");
      const odd: IncomingSpan = {
        record: { ...record, ...fields },
        protocol: "native",
        dialect: "breakwater",
      };
      expect(await store.commit([odd, incoming(2, "ok")])).toEqual({ stored: 2, duplicates: 0 });
      const restarted = new SqlSpanStore(engine, createRealClock());
      expect(await restarted.commit([odd, incoming(2, "ok")])).toEqual({ stored: 0, duplicates: 2 });
    });
  });
}
