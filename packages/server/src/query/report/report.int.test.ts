import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Report } from "@breakwater/core/report/report";
import { createReportAccumulator } from "@breakwater/core/report/report-from-records";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedEngine } from "../../storage/embedded-engine.ts";
import { openStorage, type Storage } from "../../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../../storage/schema/tables.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import { DEFAULT_QUERY_LIMITS } from "../query-context.ts";
import { queryReport } from "./report.ts";

const RANGE = { from: Date.UTC(2026, 2, 27, 20), to: Date.UTC(2026, 2, 31, 4) };
const SPANS = fleetSpans(800, RANGE);
const NOW = RANGE.to + 7_200_000;

/** So many models that one answer does not hold them, each a nano-dollar dearer than the one before. */
const MANY = fleetSpans(1, RANGE).flatMap((record): SpanRecord[] =>
  Array.from({ length: 700 }, (_, n) => ({
    ...record,
    project: "many",
    kind: "llm",
    status: "ok",
    spanId: n.toString(16).padStart(16, "0"),
    requestModel: `model-${n}`,
    responseModel: `model-${n}`,
    cost: { source: "priced", totalNanos: 1_000 + n, inputNanos: n, outputNanos: 1_000, catalogue: "test" },
  })),
);

let storage: Storage;
let ofMany: Report;
let found: Report;
let expected: Report;

beforeAll(async () => {
  const clock = createFakeClock(NOW);
  const engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-report-")));
  storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  const all = [...SPANS, ...MANY];
  await storage.store.commit(all.map((record) => ({ record, protocol: "native", dialect: "breakwater" })));
  const filter = { project: "shop", range: RANGE };
  const context = { engine, clock, limits: DEFAULT_QUERY_LIMITS };
  found = await queryReport({ filter, timeZone: "UTC", maxRows: 4 }, context);
  ofMany = await queryReport(
    { filter: { ...filter, project: "many" }, timeZone: "UTC", maxRows: 4 },
    context,
  );
  const accumulator = createReportAccumulator({ now: NOW, since: RANGE.from, until: RANGE.to, maxRows: 4 });
  for (const record of SPANS) accumulator.add(record);
  expected = accumulator.build();
});
afterAll(() => storage.close());

it("says of stored spans what the SDK's own report says of the records", () => {
  expect(found.range).toEqual(expected.range);
  expect(found.cost.total).toEqual(expected.cost.total);
  for (const dimension of ["byModel", "byUser", "bySession", "byQueryType", "byTag"] as const) {
    expect(found.cost[dimension].rows, dimension).toEqual(expected.cost[dimension].rows);
    expect(found.cost[dimension].other?.keys, dimension).toEqual(expected.cost[dimension].other?.keys);
  }
  expect(found.unknowns).toEqual({ ...expected.unknowns, journal: { state: "off" } });
});

it("measures as the SDK does", () => {
  const { total, byModel } = found.performance;
  const wanted = expected.performance.total;
  expect(total).toMatchObject({
    count: wanted.count,
    streamedCount: wanted.streamedCount,
    slowCalls: wanted.slowCalls,
  });
  for (const name of ["avgMs", "maxMs", "tokensPerSecond"] as const) {
    expect(total[name]).toBeCloseTo(wanted[name] ?? Number.NaN, 6);
  }
  for (const name of ["p50Ms", "p95Ms", "firstTokenP95Ms"] as const) {
    const ratio = (total[name] ?? 0) / (wanted[name] ?? 1);
    expect(Math.abs(ratio - 1), name).toBeLessThan(0.05);
  }
  expect(byModel.map(({ key }) => key)).toEqual(expected.performance.byModel.map(({ key }) => key));
});

it("groups the failures of calls, tools and retrievers", () => {
  const failed = SPANS.filter(
    ({ status, kind }) => status === "error" && ["llm", "embedding", "tool", "retriever"].includes(kind),
  );
  expect(found.errors.total).toBeGreaterThanOrEqual(failed.length);
  expect(found.errors.groups[0]).toMatchObject({
    fingerprint: "f".repeat(16),
    count: failed.length,
    message: "m",
  });
});

it("names the dearest models, however many there are", () => {
  const { byModel } = ofMany.cost;
  const dearest = [699, 698, 697, 696];
  expect(byModel.rows.map(({ key, totals }) => [key, totals.totalNanos])).toEqual(
    dearest.map((n) => [`model-${n}`, 1_000 + n]),
  );
  expect(byModel.other).toMatchObject({ keys: 696, totals: { calls: 696 } });
  expect(ofMany.performance.byModel).toHaveLength(4);
});
