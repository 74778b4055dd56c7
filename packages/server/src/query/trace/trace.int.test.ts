import type { SpanRecord } from "@breakwater/core/record/span-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { queryPayload, queryTrace } from "./trace.ts";
import { withPayloads } from "./trace-payloads.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const TRACE = "a".repeat(32);
const ADDRESS = { project: "shop", traceId: TRACE };

/** An agent at work from eleven until one, its spans stored out of order. */
const SPANS: readonly SpanRecord[] = Array.from({ length: 3_000 }, (_, which) =>
  sampleRecord({
    project: "shop",
    traceId: TRACE,
    spanId: (which + 1).toString(16).padStart(16, "0"),
    ...(which > 0 && { parentSpanId: "1".padStart(16, "0") }),
    startTime: recordTime(NOON - 3_600_000 + which * 2_400),
    ...(which === 7 && { input: "What is a breakwater?", output: "A wall." }),
  }),
);

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  const running = SPANS.map((span): SpanRecord => {
    const { durationMs: _, cost: __, usage: ___, usageSource: ____, ...rest } = span;
    return { ...rest, status: "running" };
  });
  await bed.store(running.slice(0, 500));
  await bed.store(SPANS.toReversed());
  await bed.store([sampleRecord({ project: "other", traceId: TRACE, spanId: "f".repeat(16) })]);
});
afterAll(() => bed.close());

it("opens whole, each span once, in its last state and in order, without payloads", async () => {
  const { spans, isCut } = await queryTrace(ADDRESS, bed.context);
  const expected = SPANS.map(({ input, output: _, ...span }) => ({
    ...span,
    hasPayload: input !== undefined,
  }));
  expect(spans).toEqual(expected);
  expect(isCut).toBe(false);
});

it("opens by a moment within it, and not by one of another day", async () => {
  const near = await queryTrace({ ...ADDRESS, at: NOON + 60_000 }, bed.context);
  expect(near.spans).toHaveLength(3_000);
  const far = queryTrace({ ...ADDRESS, at: NOON + 3 * 86_400_000 }, bed.context);
  await expect(far).rejects.toThrow(/within a day of the moment/);
});

it("gives a payload when asked, and says why there is none", async () => {
  const payload = await queryPayload({ ...ADDRESS, spanId: "8".padStart(16, "0") }, bed.context);
  expect(payload).toEqual({ input: "What is a breakwater?", output: "A wall." });
  const none = queryPayload({ ...ADDRESS, spanId: "9".padStart(16, "0") }, bed.context);
  await expect(none).rejects.toMatchObject({ code: "BW_NOT_FOUND" });
});

it("gives every payload with the trace when asked", async () => {
  const told = await withPayloads(await queryTrace(ADDRESS, bed.context), ADDRESS, bed.context);
  expect(told.spans).toHaveLength(3_000);
  expect(told.arePayloadsCut).toBe(false);
  expect(told.spans.filter(({ input, output }) => input !== undefined || output !== undefined)).toEqual([
    expect.objectContaining({
      spanId: "8".padStart(16, "0"),
      input: "What is a breakwater?",
      output: "A wall.",
    }),
  ]);
});

it("knows traces of its project alone", async () => {
  await expect(queryTrace({ project: "none", traceId: TRACE }, bed.context)).rejects.toMatchObject({
    code: "BW_NOT_FOUND",
    message: expect.stringContaining("another project"),
  });
});
