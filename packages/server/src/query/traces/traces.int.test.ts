import type { SpanRecord } from "@breakwater/core/record/span-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import type { ListFilter } from "../list-filter.ts";
import { decodeCursor, LIST_ORDERS, type ListOrder } from "../page-cursor.ts";
import type { TraceSummary } from "./trace-summary.ts";
import { queryTraces } from "./traces.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const FILTER: ListFilter = { project: "shop", range: { from: NOON - 50 * 3_600_000, to: NOON + 1 } };
const TRACES = 25;

/** Traces of four spans each, which lie up to three hours apart, so that many reach over a window's edge. */
const RECORDS: readonly SpanRecord[] = Array.from({ length: TRACES * 4 }, (_, which) => {
  const trace = which % TRACES;
  const step = Math.floor(which / TRACES);
  return sampleRecord({
    project: "shop",
    traceId: trace.toString(16).padStart(32, "b"),
    spanId: (which + 1).toString(16).padStart(16, "0"),
    ...(step > 0 && { parentSpanId: (trace + 1).toString(16).padStart(16, "0") }),
    kind: step === 0 ? "chain" : "llm",
    name: step === 0 ? `Chain ${trace}` : "ChatOpenAI",
    service: step < 2 ? "web" : "worker",
    startTime: recordTime(NOON - (trace % 12) * 7_000_000 - (3 - step) * 3_400_000),
    status: step === 3 && trace % 4 === 0 ? "error" : "ok",
  });
});

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(RECORDS);
});
afterAll(() => bed.close());

async function allPages(filter: ListFilter, { order, limit }: { order: ListOrder; limit: number }) {
  const found: TraceSummary[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, order);
    const page = await queryTraces(filter, { order, limit, after }, bed.context);
    found.push(...page.traces);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

const TRACE_IDS = [...new Set(RECORDS.map(({ traceId }) => traceId))].toSorted();

describe.each(LIST_ORDERS)("traces by %s", (order) => {
  it.each([1, 7, 500])("come once each and in order, %s to a page", async (limit) => {
    const found = await allPages(FILTER, { order, limit });
    expect(found.map(({ traceId }) => traceId).toSorted()).toEqual(TRACE_IDS);
    const values = found.map(({ startTime, durationMs, costNanos }) =>
      order === "start" ? Date.parse(startTime) : order === "cost" ? costNanos : durationMs,
    );
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });
});

it("are summed up over all of their spans, whatever the filter left", async () => {
  const filter: ListFilter = { ...FILTER, hasError: true };
  const found = await allPages(filter, { order: "start", limit: 5 });
  expect(found.map(({ rootName }) => rootName).toSorted()).toEqual(
    Array.from({ length: TRACES }, (_, trace) => trace)
      .filter((trace) => trace % 4 === 0)
      .map((trace) => `Chain ${trace}`)
      .toSorted(),
  );
  expect(found[0]).toMatchObject({
    rootKind: "chain",
    status: "ok",
    services: ["web", "worker"],
    models: ["gpt-4o"],
    spans: 4,
    errors: 1,
    pricedCalls: 4,
    unpricedCalls: 0,
    inputTokens: 3_000,
    durationMs: 10_201_200,
  });
});

it("are not repeated when they go on while pages are turned", async () => {
  const page = { order: "start", limit: 10 } as const;
  const first = await queryTraces(FILTER, page, bed.context);
  const [shown] = first.traces;
  const late = { spanId: "e".repeat(16), startTime: recordTime(NOON - 40 * 3_600_000) };
  await bed.store([sampleRecord({ project: "shop", traceId: shown?.traceId ?? "", ...late })]);
  const after = decodeCursor(first.nextCursor ?? "", "start");
  const second = await queryTraces(FILTER, { ...page, limit: 500, after }, bed.context);
  const ids = [...first.traces, ...second.traces].map(({ traceId }) => traceId);
  expect(ids.toSorted()).toEqual(TRACE_IDS);
});
