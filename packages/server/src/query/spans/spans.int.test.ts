import type { SpanRecord } from "@breakwater/core/record/span-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import type { ListFilter } from "../list-filter.ts";
import { decodeCursor, LIST_ORDERS, type ListOrder } from "../page-cursor.ts";
import { querySpans } from "./spans.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const RANGE = { from: NOON - 50 * 3_600_000, to: NOON + 1 };
const FILTER: ListFilter = { project: "shop", range: RANGE };

/** Spans over two days, many of them at one moment, of one length and of one price. */
const RECORDS: readonly SpanRecord[] = Array.from({ length: 90 }, (_, which) => {
  const totalNanos = (which % 5) * 1_000;
  return sampleRecord({
    project: "shop",
    traceId: (which % 9).toString(16).padStart(32, "a"),
    spanId: which.toString(16).padStart(16, "0"),
    name: which % 3 === 0 ? "Chat" : "embed",
    startTime: recordTime(NOON - (which % 30) * 5_000_000),
    durationMs: (which % 7) * 100,
    cost: { source: "priced", totalNanos, inputNanos: totalNanos, outputNanos: 0, catalogue: "c" },
  });
});

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(RECORDS);
});
afterAll(() => bed.close());

async function allPages(order: ListOrder, limit: number, between?: () => Promise<void>) {
  const found: SpanRecord[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, order);
    const page = await querySpans(FILTER, { order, limit, after }, bed.context);
    found.push(...page.spans);
    cursor = page.nextCursor;
    await between?.();
  } while (cursor !== undefined);
  return found;
}

const VALUES: Readonly<Record<ListOrder, (record: SpanRecord) => string | number>> = {
  start: ({ startTime }) => startTime,
  duration: ({ durationMs = 0 }) => durationMs,
  cost: ({ cost }) => (cost === undefined || cost.source === "unpriced" ? 0 : cost.totalNanos),
};

describe.each(LIST_ORDERS)("spans by %s", (order) => {
  it.each([1, 7, 90, 500])("come once each and in order, %s to a page", async (limit) => {
    const found = await allPages(order, limit);
    expect(found.map(({ spanId }) => spanId).toSorted()).toEqual(RECORDS.map(({ spanId }) => spanId));
    const values = found.map(VALUES[order]);
    expect(values).toEqual(values.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  });
});

it("neither repeats nor loses a span while new ones arrive", async () => {
  let arrived = 0;
  const found = await allPages("start", 10, async () => {
    arrived += 1;
    const spanId = `ffff${arrived.toString(16).padStart(12, "0")}`;
    await bed.store([
      sampleRecord({ project: "shop", spanId, startTime: recordTime(NOON + 60_000 + arrived) }),
    ]);
  });
  expect(found.map(({ spanId }) => spanId).toSorted()).toEqual(RECORDS.map(({ spanId }) => spanId));
});

it("leaves spans from a length on, and below another: those in between come once", async () => {
  const page = { order: "start", limit: 500 } as const;
  const between = async (minDurationMs: number, maxDurationMs: number) => {
    const { spans } = await querySpans({ ...FILTER, minDurationMs, maxDurationMs }, page, bed.context);
    return [...new Set(spans.map(({ durationMs }) => durationMs))].toSorted();
  };
  expect(await between(100, 300)).toEqual([100, 200]);
  expect(await between(300, 300.001)).toEqual([300]);
  expect(await between(300, 300)).toEqual([]);
});

it("shows a project, a range and what a filter leaves, and nothing else", async () => {
  const page = { order: "start", limit: 500 } as const;
  const others = await querySpans({ ...FILTER, project: "other" }, page, bed.context);
  const chats = await querySpans({ ...FILTER, text: "CHAT", minDurationMs: 600 }, page, bed.context);
  expect(others).toEqual({ spans: [] });
  expect(chats.spans.map(({ spanId }) => Number.parseInt(spanId, 16)).toSorted((a, b) => a - b)).toEqual(
    RECORDS.flatMap((_, which) => (which % 3 === 0 && which % 7 === 6 ? [which] : [])),
  );
});
