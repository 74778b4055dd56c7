import { describe, expect, it } from "vitest";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import type { SpanRecord } from "../record/span-record.ts";
import { PerformanceTracker } from "./performance-tracker.ts";

const START = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

function observe(tracker: PerformanceTracker, endedAt: number, fields: Partial<SpanRecord> = {}): void {
  const durationMs = fields.durationMs ?? 1000;
  tracker.onRecord(
    sampleRecord({ ...fields, durationMs, startTime: recordTime(endedAt - durationMs) }),
    endedAt,
  );
}

describe("PerformanceTracker", () => {
  it("measures nothing as nothing: no average of 0", () => {
    const { total } = new PerformanceTracker({ startedAt: START }).snapshot(START);
    expect(total).toEqual({ count: 0, streamedCount: 0, slowCalls: 0 });
  });

  it("gives count, average, quantiles, exact maximum, first token and tokens per second", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    for (let n = 1; n <= 100; n++) observe(tracker, START, { durationMs: n * 10, timeToFirstTokenMs: n });
    const { total } = tracker.snapshot(START);
    expect(total).toMatchObject({ count: 100, avgMs: 505, maxMs: 1000, streamedCount: 100, slowCalls: 0 });
    expect(total.p50Ms).toBeCloseTo(500, -1);
    expect(total.p95Ms).toBeCloseTo(950, -1.5);
    expect(total.firstTokenP95Ms).toBeCloseTo(95, -0.5);
    // 100 calls of 100 tokens in 50.5 seconds.
    expect(total.tokensPerSecond).toBeCloseTo(10_000 / 50.5, 6);
  });

  it("tells models and query types apart, busiest first", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    observe(tracker, START, { requestModel: "o3", queryType: "rag" });
    observe(tracker, START, { queryType: "rag" });
    observe(tracker, START, {});
    const { byModel, byQueryType } = tracker.snapshot(START);
    expect(byModel.rows.map(({ key, stats }) => [key, stats.count])).toEqual([
      ["gpt-4o", 2],
      ["o3", 1],
    ]);
    expect(byQueryType.rows.map(({ key, stats }) => [key, stats.count])).toEqual([
      ["rag", 2],
      ["(none)", 1],
    ]);
  });

  it("leaves out cached, blocked, cancelled, abandoned and running calls, and steps that are no calls", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    observe(tracker, START, { cached: true });
    for (const status of ["blocked", "cancelled", "abandoned", "running"] as const)
      observe(tracker, START, { status });
    observe(tracker, START, { kind: "chain" });
    expect(tracker.snapshot(START).total.count).toBe(0);
  });

  it("counts a failed call's time but not its tokens per second", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    observe(tracker, START, { status: "error" });
    expect(tracker.snapshot(START).total).toMatchObject({ count: 1, maxMs: 1000 });
    expect(tracker.snapshot(START).total).not.toHaveProperty("tokensPerSecond");
  });

  it("calls a call slow above the threshold only, by the threshold of its time", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    observe(tracker, START, { durationMs: 5000 });
    observe(tracker, START, { durationMs: 5001 });
    tracker.setSlowCallMs(1000);
    observe(tracker, START, { durationMs: 1500 });
    expect(tracker.snapshot(START)).toMatchObject({ slowCallMs: 1000, total: { slowCalls: 2 } });
    expect(tracker.isSlow(sampleRecord({ durationMs: 1500 }))).toBe(true);
    expect(tracker.isSlow(sampleRecord({ durationMs: 1500, status: "cancelled" }))).toBe(false);
  });

  it("answers for a window while nothing is lost since the start", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    for (let minute = 0; minute < 300; minute++)
      observe(tracker, START + minute * MINUTE, { durationMs: minute + 1 });
    const now = START + 299 * MINUTE;
    expect(tracker.snapshot(now).total).toMatchObject({ count: 300, maxMs: 300 });
    expect(tracker.snapshot(now).byModel.rows[0]?.stats.count).toBe(300);
    expect(tracker.snapshot(now, { windowMs: 5 * MINUTE })).toMatchObject({
      from: now - 5 * MINUTE,
      total: { count: 6, maxMs: 300 },
    });
    expect(tracker.snapshot(now, { windowMs: 24 * 60 * MINUTE }).total.count).toBe(61);
    expect(tracker.snapshot(now + 120 * MINUTE, { windowMs: 60 * MINUTE }).total.count).toBe(0);
  });

  it("measures the late end of an abandoned call once", () => {
    const tracker = new PerformanceTracker({ startedAt: START });
    const abandoned = sampleRecord({ status: "abandoned" });
    tracker.onRecord(abandoned, START);
    tracker.onCorrection(abandoned, sampleRecord({ durationMs: 9000 }), START);
    tracker.onCorrection(sampleRecord({ durationMs: 9000 }), sampleRecord({ durationMs: 9000 }), START);
    expect(tracker.snapshot(START).total).toMatchObject({ count: 1, maxMs: 9000 });
  });

  it("keeps its memory bounded over any number of models", () => {
    const tracker = new PerformanceTracker({ startedAt: START, maxNames: 4 });
    for (let n = 0; n < 1000; n++) observe(tracker, START + n * MINUTE, { requestModel: `m${n}` });
    const { byModel, total } = tracker.snapshot(START + 999 * MINUTE);
    expect(byModel.rows.length).toBeLessThanOrEqual(5);
    expect(byModel.rows.reduce((sum, { stats }) => sum + stats.count, 0)).toBe(total.count);
    expect(total.count).toBe(1000);
    expect(byModel.foldedKeys).toBeGreaterThan(900);
  });
});
