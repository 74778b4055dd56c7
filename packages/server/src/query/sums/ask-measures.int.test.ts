import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createRealClock } from "@breakwater/testkit/real-clock";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedEngine } from "../../storage/embedded-engine.ts";
import { openStorage, type Storage } from "../../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../../storage/schema/tables.ts";
import { expectedMeasures, GROUP_KEYS, isWanted, timesOf } from "../../testing/expected-measures.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import { inferenceFilter } from "../inference-filter.ts";
import { DEFAULT_QUERY_LIMITS, type QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures, type MeasureValues } from "./ask-measures.ts";
import type { GroupName } from "./grouping.ts";
import { MEASURE_NAMES } from "./measures.ts";
import { STEPS, stepStarts } from "./steps.ts";

// Clocks change in Europe in this time.
const FIRST = Date.UTC(2026, 2, 27, 20);
const LAST = Date.UTC(2026, 2, 31, 4);
const SPANS = fleetSpans(1_500, { from: FIRST, to: LAST });

let storage: Storage;
let context: QueryContext;

beforeAll(async () => {
  const clock = createRealClock();
  const engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-measures-")));
  storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  context = { engine, clock, limits: DEFAULT_QUERY_LIMITS };
  const incoming = SPANS.map((record) => ({ record, protocol: "native", dialect: "breakwater" }) as const);
  // Some calls are given up first and end after all: what was counted must be taken out again.
  await storage.store.commit(
    incoming.slice(0, 300).map((span) => ({ ...span, record: { ...span.record, status: "abandoned" } })),
  );
  await storage.store.commit(incoming);
});
afterAll(() => storage.close());

/** The spans as storage keeps them: an end that is no more final than `abandoned` does not replace it. */
const KEPT = SPANS.map((record, index): SpanRecord => {
  const isReplaced = !["running", "abandoned"].includes(record.status);
  return index < 300 && !isReplaced ? { ...record, status: "abandoned" } : record;
});

const QUANTILES = { P50: 0.5, P90: 0.9, P95: 0.95, P99: 0.99 } as const;

/** Measures of times: what they are cannot be added up, and is near enough within a hundredth. */
const TIMES = MEASURE_NAMES.filter((name) => /^(latency|firstToken)/.test(name));
const EXACT = MEASURE_NAMES.filter((name) => !TIMES.includes(name));

function expectTimes(values: MeasureValues, records: readonly SpanRecord[]): void {
  const { latency, firstToken } = timesOf(records);
  expectQuantiles(values, "latency", latency);
  expectQuantiles(values, "firstToken", firstToken);
  const longest = latency.at(-1);
  if (longest === undefined) expect(values.latencyMaxMs).toBeNull();
  else expect(values.latencyMaxMs).toBeCloseTo(longest, 6);
}

function expectQuantiles(
  values: MeasureValues,
  of: "latency" | "firstToken",
  times: readonly number[],
): void {
  const average = times.reduce((total, ms) => total + ms, 0) / times.length;
  if (times.length === 0) expect(values[`${of}AvgMs`]).toBeNull();
  else expect(values[`${of}AvgMs`]).toBeCloseTo(average, 6);
  for (const name of ["P50", "P90", "P95", "P99"] as const) {
    const value = values[`${of}${name}Ms`];
    const rank = QUANTILES[name] * (times.length - 1);
    if (times.length === 0) expect(value).toBeNull();
    else expectBetween(value, times[Math.floor(rank)], times[Math.ceil(rank)]);
  }
}

function expectBetween(value: number | null | undefined, least = 0, most = 0): void {
  expect(value).toBeGreaterThanOrEqual(least * 0.989);
  expect(value).toBeLessThanOrEqual(most * 1.011);
}

const UNITS = [1, 10_000, 60_000, 3_600_000, 86_400_000];
const moment = fc
  .tuple(fc.integer({ min: FIRST, max: LAST }), fc.constantFrom(...UNITS), fc.constantFrom(0, 0, 0.001, 0.5))
  .map(([at, unit, fraction]) => Math.floor(at / unit) * unit + fraction);
const range = fc
  .tuple(moment, moment)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
// Most questions can be answered by rollups, some by spans alone.
const filters = fc.constantFrom<NonNullable<SpanFilter["values"]>>(
  {},
  {},
  { environment: ["production"] },
  { status: ["error", "ok"] },
  { environment: ["production"], status: ["ok"] },
  { user: ["user-1", "user-2", ""] },
  { kind: ["llm"] },
  { kind: ["tool", "chain"] },
  { user: ["user-1"], kind: ["llm", "embedding"], environment: ["staging"] },
);
const tags = fc.constantFrom(...Array.from({ length: 6 }, () => undefined), ["beta"], ["eu", "batch"]);
const group = fc.option(fc.constantFrom(...(Object.keys(GROUP_KEYS) as GroupName[])), {
  nil: undefined,
  freq: 2,
});
const isSeries = fc.option(
  fc.tuple(
    fc.constantFrom(...STEPS.filter((step) => !step.endsWith("s") && step !== "1m")),
    fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu"),
  ),
  { nil: undefined },
);

interface Asked {
  readonly filter: SpanFilter;
  readonly group: GroupName | undefined;
  readonly starts: readonly number[] | undefined;
}

/** The records behind each row of an answer. */
function expectedRows({ filter, group, starts }: Asked): ReadonlyMap<string, readonly SpanRecord[]> {
  const rows = new Map<string, SpanRecord[]>();
  if (starts === undefined && group === undefined) rows.set("0 ", []);
  for (const record of KEPT.filter((candidate) => isWanted(candidate, filter))) {
    const at = starts?.findLast((start) => start <= epochMsOf(record.startTime)) ?? 0;
    for (const key of (group && GROUP_KEYS[group]?.(record)) ?? [""]) {
      const name = `${at} ${key}`;
      rows.set(name, [...(rows.get(name) ?? []), record]);
    }
  }
  return rows;
}

async function check({ filter, group, starts }: Asked, hasTimes: boolean): Promise<void> {
  const rows = await askMeasures(
    {
      filter: inferenceFilter(filter),
      measures: hasTimes ? MEASURE_NAMES : EXACT,
      ...(group && { groups: [group] }),
      ...(starts && { stepStarts: starts }),
    },
    context,
  );
  const expected = expectedRows({ filter, group, starts });
  const found = new Map(rows.map(({ at, group: [key = ""], values }) => [`${at} ${key}`, values]));
  for (const [key, records] of expected) {
    const values = found.get(key) ?? {};
    expect({ key, values }).toMatchObject({ key, values: expectedMeasures(records) });
    if (hasTimes) expectTimes(values, records);
  }
  // What was taken out of the sums again may leave a row of nothing.
  for (const [key, values] of found)
    if (!expected.has(key)) expect(values).toMatchObject(expectedMeasures([]));
}

it("gives what adding up the spans one by one gives, for whatever range, filter, split and step", async () => {
  await fc.assert(
    fc.asyncProperty(range, filters, tags, group, isSeries, fc.boolean(), async (...asked) => {
      const [range, values, tags, group, series, hasTimes] = asked;
      const filter: SpanFilter = { project: "shop", range, values, ...(tags && { tags }) };
      const starts = series && stepStarts(range, ...series);
      await check({ filter, group, starts }, hasTimes);
    }),
    { numRuns: 120 },
  );
}, 120_000);

it("leaves no measure out", () => {
  expect(Object.keys(expectedMeasures([])).toSorted()).toEqual(EXACT.toSorted());
});
