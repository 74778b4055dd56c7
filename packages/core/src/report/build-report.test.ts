import { describe, expect, it } from "vitest";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import { CostTracker } from "../signals/cost-tracker.ts";
import { ErrorTracker } from "../signals/error-tracker.ts";
import { PerformanceTracker } from "../signals/performance-tracker.ts";
import { buildReport, type ReportInput } from "./build-report.ts";
import { SAMPLE_NOW, sampleBudgets } from "./report.samples.ts";
import { createReportView } from "./report-view.ts";

const NOW = SAMPLE_NOW;

function inputOf(fields: Partial<ReportInput> = {}, models: readonly string[] = ["a"]): ReportInput {
  const cost = new CostTracker({ startedAt: 0 });
  const performance = new PerformanceTracker({ startedAt: 0 });
  for (const requestModel of models) {
    const record = sampleRecord({ requestModel, startTime: recordTime(NOW - 60_000) });
    cost.onRecord(record, NOW);
    performance.onRecord(record, NOW);
  }
  return {
    cost: cost.snapshot(NOW),
    performance: performance.snapshot(NOW),
    recentPerformance: performance.snapshot(NOW, { windowMs: 3_600_000 }),
    errors: new ErrorTracker({ startedAt: 0 }).snapshot(NOW),
    budgets: [],
    health: {
      inFlightCalls: 0,
      dropped: {},
      tornLines: 0,
      journal: { state: "off" },
      failedNotifications: 0,
    },
    range: { from: NOW - 3_600_000, to: NOW },
    now: NOW,
    ...fields,
  };
}

describe("buildReport", () => {
  it("lists the fullest budgets first and says how many it left out", () => {
    const report = buildReport(inputOf({ budgets: sampleBudgets(), maxRows: 2 }));
    expect(report.budgets.map(({ budget }) => budget)).toEqual(["notice", "per-user", "team", "daily"]);
    expect(report.omittedBudgets).toBe(2);
  });

  it("gives a budget's use, forecast and both bases as JSON with ISO times", () => {
    const budgets = sampleBudgets().filter(({ budget }) => budget === "team");
    const recentSpend = () => ({ nanos: 2_000_000_000, ms: 3_600_000 });
    expect(buildReport(inputOf({ budgets, recentSpend })).budgets[0]).toMatchObject({
      usedRatio: 0.85,
      limitUsd: 10,
      isRolling: false,
      windowEnd: "2026-11-23T23:00:00.000Z",
      forecast: { outcome: "runs_out", at: "2026-11-23T18:27:00.000Z", basis: "recent" },
      forecastFromWindow: { outcome: "runs_out", basis: "window" },
    });
  });

  it("takes a limit of nothing for used up", () => {
    const budgets = sampleBudgets()
      .slice(0, 1)
      .map((status) => ({ ...status, limitNanos: 0 }));
    expect(buildReport(inputOf({ budgets })).budgets[0]).toMatchObject({
      usedRatio: 1,
      forecast: { outcome: "exhausted" },
    });
  });

  it("gathers the keys beyond the top rows in one", () => {
    const { byModel } = buildReport(inputOf({ maxRows: 2 }, ["a", "a", "b", "c", "d"])).cost;
    expect(byModel.rows.map(({ key, totals }) => [key, totals.calls])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(byModel.other).toMatchObject({ keys: 2, totals: { calls: 2 }, share: 0.4 });
  });

  it("has the recent speed beside the whole", () => {
    const report = buildReport(inputOf());
    expect(report.performance.recent?.total.count).toBe(1);
    expect(createReportView(report).toText()).toContain("last 1h 00m");
  });

  it("says what it does not know", () => {
    const health = {
      inFlightCalls: 2,
      dropped: { too_old: 1, queue_full: 4 },
      tornLines: 1,
      journal: { state: "degraded", reason: "EROFS" },
      failedNotifications: 3,
    } as const;
    expect(buildReport(inputOf({ health })).unknowns).toMatchObject({
      inFlightCalls: 2,
      dropped: [
        { reason: "queue_full", count: 4 },
        { reason: "too_old", count: 1 },
      ],
      journal: { state: "degraded", reason: "EROFS" },
      failedNotifications: 3,
    });
  });

  it("says what a server has not got, and why", () => {
    const server = {
      state: "refused",
      reason: "HTTP 401",
      pendingBytes: 1_200,
      refusedRecords: 1,
      removedFiles: 2,
    } as const;
    const { health } = inputOf();
    const report = buildReport(inputOf({ health: { ...health, server } }));
    expect(report.unknowns.server).toEqual(server);
    const text = createReportView(report).toText();
    expect(text).toContain("the server takes no records, and 1,200 bytes of the journal wait: HTTP 401");
    expect(text).toContain("1 record that the server does not take");
    expect(text).toContain("2 files of the journal went before the server had all of it");
  });

  it("is plain JSON: what is read back is what was written", () => {
    const view = createReportView(buildReport(inputOf({ budgets: sampleBudgets() })));
    expect(JSON.parse(JSON.stringify(view))).toEqual(view.data);
  });
});
