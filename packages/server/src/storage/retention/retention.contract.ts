import type { SpanStatus } from "@breakwater/core/record/span-record";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  emptyTables,
  KEEP_ALL,
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
import { agesOf, type RetainedKind, type RetentionSettings } from "./retention-ages.ts";
import { RetentionJob } from "./retention-job.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 12, 34, 56);
const PROJECTS = ["shop", "lab", "it's"];

const age = fc.constantFrom(1, 2, 20, 31, 200, 400, Infinity).map((days) => days * DAY_MS);
const ages = fc.record({ spans: age, payloads: age, rollups: age });
const rules: fc.Arbitrary<RetentionSettings> = fc.record({
  default: ages,
  projects: fc.dictionary(
    fc.constantFrom(...PROJECTS),
    fc.record({ spans: age, payloads: age, rollups: age }, { requiredKeys: [] }),
    { maxKeys: 2 },
  ),
});
const sample = fc.record({
  project: fc.constantFrom(...PROJECTS),
  at: fc
    .tuple(fc.constantFrom(0, 1, 2, 19, 20, 21, 30, 199, 399, 700), fc.nat(DAY_MS))
    .map(([days, rest]) => Math.min(NOW, NOW - days * DAY_MS - rest)),
  status: fc.constantFrom<SpanStatus>("ok", "error", "abandoned", "running"),
});
const samples = fc
  .array(sample, { minLength: 1, maxLength: 25 })
  .map((list) => list.map((span, index): SampleSpan => ({ ...span, which: index + 1 })));

/** The rule in one line: a UTC day is kept until its last moment is older than its age. */
function isKept(
  kind: RetainedKind,
  settings: RetentionSettings,
  { project, at }: Omit<SampleSpan, "which">,
): boolean {
  const endOfDay = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
  return endOfDay > NOW - agesOf(settings, project)[kind];
}

/** What retention must do on every home of the SQL. */
export function describeRetention(
  name: string,
  open: () => Promise<SqlEngine>,
  layout = SINGLE_LAYOUT,
): void {
  describe(`retention on ${name}`, () => {
    let engine: SqlEngine;
    let bed: RetentionBed;

    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(async () => {
      await emptyTables(engine, layout);
      bed = await openRetentionBed(engine, { now: NOW, layout });
    });
    afterAll(() => engine.close());

    const commit = (spans: readonly SampleSpan[]) => bed.storage.store.commit(spans.map(sampleSpan));

    function job(exclusively = <Result>(work: () => Promise<Result>) => bed.storage.store.exclusively(work)) {
      const { clock, deleter } = bed;
      const settings = () => bed.rules;
      const onFailure = (error: unknown) => {
        throw error;
      };
      return new RetentionJob({
        engine,
        clock,
        deleter,
        layout,
        settings,
        exclusively,
        onFailure,
      });
    }

    const numbers = (spans: readonly SampleSpan[]) => spans.map(({ which }) => which);

    it("leaves exactly what the rules keep, and every sum as it was, whatever is sent again", async () => {
      await fc.assert(
        fc.asyncProperty(rules, samples, async (settings, spans) => {
          await emptyTables(engine, layout);
          bed = await openRetentionBed(engine, { now: NOW, layout });
          await commit(spans);
          const before = await storedSums(engine);

          bed.rules = settings;
          await job().run();
          const kept = spans.filter((span) => isKept("spans", settings, span));
          const sums = before.filter(({ project, day }) => isKept("rollups", settings, { project, at: day }));
          const expectUnchanged = async () => {
            expect(await storedNumbers(engine, "spans")).toEqual(numbers(kept));
            expect(await storedSums(engine)).toEqual(sums);
          };
          await expectUnchanged();
          const payloads = spans.filter((span) => isKept("payloads", settings, span));
          expect(await storedNumbers(engine, "payloads")).toEqual(numbers(payloads));

          const again = await commit(spans);
          expect(again).toMatchObject({ stored: 0, duplicates: kept.length });
          expect(again.expired ?? 0).toBe(spans.length - kept.length);
          bed.rules = KEEP_ALL;
          expect(await commit(spans)).toMatchObject({ stored: 0, duplicates: kept.length });
          await expectUnchanged();

          // As after kill -9: all sums that anything has arrived for are made anew.
          bed = await openRetentionBed(engine, { now: NOW, layout });
          await expectUnchanged();
          expect(await commit(spans)).toMatchObject({ stored: 0, duplicates: kept.length });
          await job().run();
          await expectUnchanged();
        }),
        { numRuns: 5 },
      );
    }, 300_000);

    const monthAgo = NOW - 31 * DAY_MS;
    const rulesOf = (days: Record<string, number>): RetentionSettings => ({
      ...KEEP_ALL,
      projects: Object.fromEntries(
        Object.entries(days).map(([project, count]) => [project, { spans: count * DAY_MS }]),
      ),
    });

    it("drops a day whole when nobody keeps it, and deletes by project when somebody does", async () => {
      const deletions = async () =>
        engine.query(
          "SELECT mutation_id FROM system.mutations WHERE database = currentDatabase() AND table = {table:String}",
          { table: layout.stored("spans") },
        );
      const before = await deletions();
      await commit([
        { which: 1, project: "shop", at: monthAgo },
        { which: 2, project: "lab", at: monthAgo },
      ]);
      bed.rules = rulesOf({ shop: 7, lab: 60 });
      await job().run();
      expect(await storedNumbers(engine, "spans")).toEqual([2]);
      expect(await deletions()).toHaveLength(before.length + 1);
      bed.rules = rulesOf({ shop: 7, lab: 7 });
      await job().run();
      expect(await storedNumbers(engine, "spans")).toEqual([]);
      expect(await deletions()).toHaveLength(before.length + 1);
      expect(bed.deleted.filter(({ table }) => table === "spans")).toMatchObject([
        { reason: "age", rows: 1 },
        { reason: "age", rows: 1 },
      ]);
    });

    it("keeps what comes in for a day that is about to be dropped", async () => {
      await commit([{ which: 1, project: "shop", at: monthAgo }]);
      bed.rules = rulesOf({ shop: 7, lab: 60 });
      const late = { which: 2, project: "lab", at: monthAgo };
      await job(async (work) => {
        await commit([late]);
        return bed.storage.store.exclusively(work);
      }).run();
      expect(await storedNumbers(engine, "spans")).toEqual([2]);
      expect(await storedNumbers(engine, "payloads")).toEqual([2]);
    });

    it("goes on after the next start where it was stopped", async () => {
      const spans = [1, 2, 3, 4, 5, 6].map((which) => ({
        which,
        project: which % 2 === 0 ? "shop" : "lab",
        at: monthAgo - (which % 3) * DAY_MS,
      }));
      await commit(spans);
      bed.rules = rulesOf({ shop: 7 });
      const stopped = job();
      const run = stopped.run();
      await stopped.stop();
      await run;
      expect(bed.deleted.length).toBeLessThan(6);
      bed = await openRetentionBed(engine, { now: NOW, layout });
      bed.rules = rulesOf({ shop: 7 });
      await job().run();
      expect(await storedNumbers(engine, "spans")).toEqual([1, 3, 5]);
      expect(await storedNumbers(engine, "payloads")).toEqual([1, 3, 5]);
    }, 180_000);

    it("takes no span that is past its age, and no later state of one that is gone", async () => {
      bed.rules = rulesOf({ shop: 7 });
      const old = { which: 1, project: "shop", at: monthAgo };
      expect(await commit([old])).toEqual({ stored: 0, duplicates: 0, expired: 1 });
      bed.rules = KEEP_ALL;
      await commit([{ ...old, status: "abandoned" }]);
      const sums = await storedSums(engine);
      bed.rules = rulesOf({ shop: 7 });
      await job().run();
      bed.rules = KEEP_ALL;
      expect(await commit([old])).toEqual({ stored: 0, duplicates: 0, expired: 1 });
      expect(await storedSums(engine)).toEqual(sums);
    });
  });
}
