import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  emptyTables,
  openRetentionBed,
  type RetentionBed,
  type SampleSpan,
  sampleSpan,
  storedNumbers,
  storedSums,
} from "../../testing/retention-bed.ts";
import { migrate } from "../schema/migrate.ts";
import { migrations } from "../schema/migrations.ts";
import { SINGLE_LAYOUT } from "../schema/tables.ts";
import type { SqlEngine } from "../sql-engine.ts";
import { DiskFullError } from "./disk-full-error.ts";
import { DiskGuard } from "./disk-guard.ts";
import type { DiskLimits, DiskUse } from "./disk-plan.ts";
import { engineDiskUse } from "./disk-use.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 12);
/** Three days before today, and today. */
const SPANS = [1, 2, 3, 4].map(
  (which): SampleSpan => ({ which, project: "shop", at: NOW - (4 - which) * DAY_MS }),
);

/** How data is held to its share of the disk on every home of the SQL. */
export function describeDiskGuard(
  name: string,
  open: () => Promise<SqlEngine>,
  layout = SINGLE_LAYOUT,
): void {
  describe(`the disk guard on ${name}`, () => {
    let engine: SqlEngine;
    let bed: RetentionBed;
    let limits: DiskLimits;
    let free: number;
    let dropped: string[];
    let reasons: (string | undefined)[];

    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(async () => {
      await emptyTables(engine, layout);
      bed = await openRetentionBed(engine, { now: NOW, layout });
      limits = { max: Number.MAX_SAFE_INTEGER, minFree: 1 };
      free = 1_000_000;
      dropped = [];
      reasons = [];
      await commit();
    });
    afterAll(() => engine.close());

    const commit = () => bed.storage.store.commit(SPANS.map(sampleSpan));
    const measure = async (): Promise<DiskUse> => ({
      ...(await engineDiskUse(engine, layout)),
      freeBytes: free,
    });

    function guard(): DiskGuard {
      return new DiskGuard({
        ...{ engine, measure, clock: bed.clock, deleter: bed.deleter, layout },
        limits: () => limits,
        exclusively: (work) => bed.storage.store.exclusively(work),
        onDropped: ({ table, id }) => dropped.push(`${table.name} ${id}`),
        onFull: (reason) => reasons.push(reason),
        onFailure: (error) => {
          throw error;
        },
      });
    }

    it("measures what the tables take and what the volume has left", async () => {
      const { usedBytes, freeBytes } = await engineDiskUse(engine, layout);
      expect(usedBytes).toBeGreaterThan(1_000);
      expect(freeBytes).toBeGreaterThan(1_000_000);
    });

    it("drops the oldest payloads first, then the oldest spans, and nothing of today", async () => {
      const { usedBytes } = await measure();
      limits = { max: usedBytes - 1, minFree: 1 };
      const watch = guard();
      await watch.check();
      expect(dropped).toEqual(["payloads 20261121"]);
      expect(await storedNumbers(engine, "payloads")).toEqual([2, 3, 4]);
      expect(await storedNumbers(engine, "spans")).toEqual([1, 2, 3, 4]);
      expect(watch.state).toMatchObject({ maxBytes: usedBytes - 1, minFreeBytes: 1, freeBytes: free });
      watch.admit();

      limits = { max: 1, minFree: 1 };
      await watch.check();
      const days = ["20261122", "20261123"];
      expect(dropped.slice(1)).toEqual([
        ...days.map((day) => `payloads ${day}`),
        ...["20261121", ...days].map((day) => `spans ${day}`),
      ]);
      expect(await storedNumbers(engine, "payloads")).toEqual([4]);
      expect(await storedNumbers(engine, "spans")).toEqual([4]);
      expect(bed.deleted.every(({ reason }) => reason === "disk")).toBe(true);
    });

    it("takes nothing more when nothing may be dropped, and says why, until there is room", async () => {
      limits = { max: 1, minFree: 1 };
      const watch = guard();
      await watch.check();
      expect(() => watch.admit()).toThrow(DiskFullError);
      expect(() => watch.admit()).toThrow(/disk\.max/);
      await watch.check();
      limits = { max: Number.MAX_SAFE_INTEGER, minFree: 1 };
      await watch.check();
      watch.admit();
      expect(reasons).toEqual([expect.stringContaining("may be dropped"), undefined]);
    });

    it("drops nothing without leave, even when the volume is full", async () => {
      free = 10;
      limits = { minFree: 1_000 };
      const watch = guard();
      await watch.check();
      expect(dropped).toEqual([]);
      expect(() => watch.admit()).toThrow(/disk\.minFree/);
      limits = { max: Number.MAX_SAFE_INTEGER, minFree: 1_000 };
      await watch.check();
      expect(dropped).toContain("payloads 20261121");
    });

    it("leaves sums as they were, and counts nothing again that it dropped", async () => {
      const sums = await storedSums(engine);
      limits = { max: 1, minFree: 1 };
      await guard().check();
      expect(await commit()).toEqual({ stored: 0, duplicates: 1, expired: 3 });
      expect(await storedSums(engine)).toEqual(sums);
      bed = await openRetentionBed(engine, { now: NOW, layout });
      expect(await commit()).toEqual({ stored: 0, duplicates: 1, expired: 3 });
      expect(await storedSums(engine)).toEqual(sums);
    });
  });
}
