import { describe, expect, it } from "vitest";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import { CostTracker } from "./cost-tracker.ts";

const START = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;
const priced = (totalNanos: number) =>
  ({ source: "priced", totalNanos, inputNanos: totalNanos, outputNanos: 0, catalogue: "override" }) as const;
const unpriced = { source: "unpriced", reason: "unknown model" } as const;

function trackerOf(...records: Parameters<typeof sampleRecord>[0][]): CostTracker {
  const tracker = new CostTracker({ startedAt: START });
  for (const fields of records) tracker.onRecord(sampleRecord(fields), START + MINUTE);
  return tracker;
}

describe("CostTracker", () => {
  it("sums cost and tokens overall and by each dimension", () => {
    const tracker = trackerOf(
      { userId: "u1", sessionId: "s", queryType: "rag", tags: ["a", "b", "a"], cost: priced(5) },
      {
        userId: "u2",
        requestModel: "o3",
        cost: priced(7),
        usage: { inputTokens: 4, outputTokens: 2, cacheReadTokens: 3 },
      },
    );
    const snapshot = tracker.snapshot(START + MINUTE);
    expect(snapshot.total).toMatchObject({
      calls: 2,
      pricedCalls: 2,
      totalNanos: 12,
      inputTokens: 1004,
      cacheReadTokens: 3,
    });
    const nanosBy = (rows: typeof snapshot.byTag.rows) =>
      rows.map(({ key, totals }) => [key, totals.totalNanos]);
    expect(nanosBy(snapshot.byModel.rows)).toEqual([
      ["o3", 7],
      ["gpt-4o", 5],
    ]);
    expect(nanosBy(snapshot.byUser.rows)).toEqual([
      ["u2", 7],
      ["u1", 5],
    ]);
    expect(nanosBy(snapshot.bySession.rows)).toEqual([
      ["(none)", 7],
      ["s", 5],
    ]);
    expect(nanosBy(snapshot.byQueryType.rows)).toEqual([
      ["(none)", 7],
      ["rag", 5],
    ]);
    expect(nanosBy(snapshot.byTag.rows)).toEqual([
      ["a", 5],
      ["b", 5],
    ]);
  });

  it("counts an unknown price as unpriced, never as 0 dollars priced", () => {
    expect(trackerOf({ cost: unpriced }).snapshot(START).total).toMatchObject({
      calls: 1,
      pricedCalls: 0,
      unpricedCalls: 1,
      totalNanos: 0,
    });
  });

  it("counts neither running steps nor parents that repeat their children's usage", () => {
    const tracker = trackerOf({ status: "running" }, { kind: "chain" }, { kind: "agent" }, { kind: "tool" });
    expect(tracker.snapshot(START).total.calls).toBe(0);
  });

  it("counts a cached answer as a call without tokens or cost", () => {
    expect(trackerOf({ cached: true }).snapshot(START).total).toMatchObject({
      calls: 1,
      cachedCalls: 1,
      pricedCalls: 0,
      totalNanos: 0,
      inputTokens: 0,
    });
  });

  it("counts a blocked call apart: it was never sent", () => {
    expect(trackerOf({ status: "blocked" }).snapshot(START).total).toMatchObject({
      calls: 0,
      blockedCalls: 1,
      totalNanos: 0,
    });
  });

  it("knows what failed calls cost and what abandoned calls of unknown cost were charged", () => {
    const { cost: _, ...noCost } = sampleRecord({
      status: "abandoned",
      budget: { heldNanos: 9, chargedNanos: 9 },
    });
    const tracker = trackerOf({ status: "error", cost: priced(4) });
    tracker.onRecord(noCost, START);
    expect(tracker.snapshot(START).total).toMatchObject({
      failedCalls: 1,
      failedNanos: 4,
      totalNanos: 4,
      abandonedCalls: 1,
      abandonedChargeNanos: 9,
    });
  });

  it("replaces an abandoned call by its late end, in the totals and in the window", () => {
    const abandoned = sampleRecord({ status: "abandoned", cost: priced(50), usageSource: "estimated" });
    const tracker = trackerOf();
    tracker.onRecord(abandoned, START + MINUTE);
    tracker.onCorrection(
      abandoned,
      sampleRecord({ durationMs: 2 * MINUTE, cost: priced(30) }),
      START + 3 * MINUTE,
    );
    const snapshot = tracker.snapshot(START + 3 * MINUTE);
    expect(snapshot.total).toMatchObject({ calls: 1, abandonedCalls: 0, estimatedCalls: 0, totalNanos: 30 });
    expect(snapshot.recent.total).toEqual(snapshot.total);
    expect(snapshot.byUser.rows).toHaveLength(1);
  });

  it("forgets in the window what the totals keep", () => {
    const tracker = trackerOf();
    for (const minute of [0, 30, 100]) {
      const now = START + minute * MINUTE;
      tracker.onRecord(sampleRecord({ startTime: recordTime(now), durationMs: 0, cost: priced(1) }), now);
    }
    const snapshot = tracker.snapshot(START + 100 * MINUTE);
    expect([snapshot.total.calls, snapshot.recent.total.calls]).toEqual([3, 1]);
    expect(snapshot.recent.from).toBe(START + 40 * MINUTE);
    expect(tracker.snapshot(START + 100 * MINUTE, { windowMs: 5 * MINUTE }).recent.from).toBe(
      START + 95 * MINUTE,
    );
  });

  it("gives copies that later records do not change", () => {
    const tracker = trackerOf({});
    const before = tracker.snapshot(START + MINUTE);
    tracker.onRecord(sampleRecord(), START + MINUTE);
    expect([before.total.calls, before.byModel.rows[0]?.totals.calls, before.recent.total.calls]).toEqual([
      1, 1, 1,
    ]);
  });
});
