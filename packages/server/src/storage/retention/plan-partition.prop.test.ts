import fc from "fast-check";
import { expect, it } from "vitest";
import { partitionPeriod } from "./partition-period.ts";
import { planPartition } from "./plan-partition.ts";
import { agesOf, keptSince, type RetentionSettings } from "./retention-ages.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 12, 34, 56, 789);
const PROJECTS = ["shop", "lab", "default", "__proto__", "it's"];

const age = fc.oneof(fc.integer({ min: DAY_MS, max: 800 * DAY_MS }), fc.constant(Number.POSITIVE_INFINITY));
const ages = fc.record({ spans: age, payloads: age, rollups: age });
const settings: fc.Arbitrary<RetentionSettings> = fc.record({
  default: ages,
  projects: fc.dictionary(
    fc.constantFrom(...PROJECTS),
    fc.record({ spans: age, payloads: age, rollups: age }, { requiredKeys: [] }),
  ),
});
const row = fc.record({
  project: fc.constantFrom(...PROJECTS),
  at: fc.integer({ min: NOW - 900 * DAY_MS, max: NOW + 2 * DAY_MS }),
});
const length = fc.constantFrom(4, 6, 8);
const kind = fc.constantFrom("spans" as const, "payloads" as const, "rollups" as const);

it("deletes all rows whose whole day is older than the rule, and no others", () => {
  fc.assert(
    fc.property(settings, fc.array(row, { maxLength: 60 }), length, kind, (rules, rows, idLength, what) => {
      const sinceOf = (project: string) => keptSince(agesOf(rules, project)[what], NOW);
      const idOf = (at: number) =>
        new Date(at).toISOString().slice(0, 10).replaceAll("-", "").slice(0, idLength);
      const kept = rows.filter(({ project, at }) => {
        const period = partitionPeriod(idOf(at));
        if (period === undefined) throw new Error(`no period of ${idOf(at)}`);
        const inside = rows.filter((other) => idOf(other.at) === idOf(at));
        const plan = planPartition(period, sharesOf(inside), sinceOf);
        if (plan.type === "drop") return false;
        return !plan.deletions.some(({ projects, before }) => projects.includes(project) && at < before);
      });
      const endOfDay = (at: number) => (Math.floor(at / DAY_MS) + 1) * DAY_MS;
      const expected = rows.filter(({ project, at }) => endOfDay(at) > NOW - agesOf(rules, project)[what]);
      expect(kept).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

function sharesOf(rows: readonly { readonly project: string; readonly at: number }[]) {
  const oldest = new Map<string, number>();
  for (const { project, at } of rows) oldest.set(project, Math.min(at, oldest.get(project) ?? at));
  return [...oldest].map(([project, at]) => ({ project, oldest: at }));
}

it("drops a partition only when nothing in it is kept, and deletes those of one age together", () => {
  const day = { from: 0, to: 100 };
  const shares = ["a", "b", "c"].map((project) => ({ project, oldest: 10 }));
  const since = (moments: Record<string, number>) => (project: string) => moments[project] ?? -Infinity;
  expect(planPartition(day, shares, since({ a: 100, b: 100, c: 200 }))).toEqual({ type: "drop" });
  expect(planPartition(day, shares, since({ a: 100, b: 200, c: 50 }))).toEqual({
    type: "delete",
    deletions: [
      { before: 100, projects: ["a", "b"] },
      { before: 50, projects: ["c"] },
    ],
  });
  expect(planPartition(day, shares, since({ a: 10 }))).toEqual({ type: "delete", deletions: [] });
  expect(planPartition(day, [], since({}))).toEqual({ type: "delete", deletions: [] });
});

it.each([
  ["20260228", Date.UTC(2026, 1, 28), Date.UTC(2026, 2, 1)],
  ["202612", Date.UTC(2026, 11, 1), Date.UTC(2027, 0, 1)],
  ["2026", Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)],
])("knows the period of partition %s", (id, from, to) => {
  expect(partitionPeriod(id)).toEqual({ from, to });
});

it.each(["all", "", "2026-01", "202601011"])("knows no period of %j", (id) => {
  expect(partitionPeriod(id)).toBeUndefined();
});
