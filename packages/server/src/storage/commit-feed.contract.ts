import type { SpanStatus } from "@breakwater/core/record/span-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { property } from "@breakwater/core/usage/untyped";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FaultyEngine } from "../testing/faulty-engine.ts";
import { CommitFeed } from "./commit-feed.ts";
import { openStorage, type Storage } from "./open-storage.ts";
import { FAILED_SPANS } from "./schema/failed-spans.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import type { IncomingSpan } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";

const TABLES = ["spans", FAILED_SPANS, "payloads"];

function span(which: number, status: SpanStatus): IncomingSpan {
  const id = which.toString(16).padStart(16, "0");
  const record = sampleRecord({ traceId: `a${id.slice(1)}${id}`, spanId: id, status });
  return { record, protocol: "native", dialect: "breakwater" };
}

/** What every home of the SQL must do: tell of commits once, and only of what can be read. */
export function describeCommitFeed(
  name: string,
  open: () => Promise<SqlEngine>,
  layout: TableLayout = SINGLE_LAYOUT,
): void {
  describe(`CommitFeed on ${name}`, () => {
    let faulty: FaultyEngine;
    let storage: Storage;
    const feed = new CommitFeed();
    beforeAll(async () => {
      faulty = new FaultyEngine(await open());
    });
    beforeEach(async () => {
      storage = await openStorage(faulty, {
        clock: createFakeClock(),
        layout,
        onStored: (fresh) => feed.announce(fresh),
      });
      for (const table of TABLES) await faulty.command(`TRUNCATE TABLE ${layout.altered(table)}`);
    });
    afterAll(() => storage.close());

    const listen = () => {
      const listener = feed.listen(() => true);
      const taken = () =>
        listener?.take().spans.map(({ record }) => `${Number(record.spanId)} ${record.status}`);
      return { listener, taken };
    };

    it("tells of a span when it can be read", async () => {
      const { listener } = listen();
      const told = listener?.wait().then(() => faulty.query("SELECT toFloat64(count()) AS n FROM spans"));
      await storage.store.commit([span(1, "ok"), span(2, "ok")]);
      expect(property((await told)?.[0], "n")).toBe(2);
      listener?.close();
    });

    it("tells of each state once: not of copies, nor of an end after one that was counted", async () => {
      const { listener, taken } = listen();
      await storage.store.commit([
        span(1, "running"),
        span(1, "running"),
        span(2, "abandoned"),
        span(3, "ok"),
      ]);
      expect(taken()).toEqual(["1 running", "2 abandoned", "3 ok"]);
      await storage.store.commit([span(1, "ok"), span(2, "ok"), span(3, "ok"), span(1, "running")]);
      expect(taken()).toEqual(["1 ok"]);
      listener?.close();
    });

    it("tells nothing of a commit that failed, until it comes again", async () => {
      const { listener, taken } = listen();
      faulty.break({ after: 0, kind: "unsent" });
      await expect(storage.store.commit([span(1, "ok")])).rejects.toThrow();
      faulty.heal();
      expect(taken()).toEqual([]);
      await storage.store.commit([span(1, "ok")]);
      expect(taken()).toEqual(["1 ok"]);
      listener?.close();
    });
  });
}
