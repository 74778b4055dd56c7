import { describe, expect, it } from "vitest";
import { createEngineBench, sampleNotice, sampleStatus } from "./alert-engine.samples.ts";

const HOUR_MS = 3_600_000;

describe("budget notices", () => {
  it("become alerts at once, in one clear sentence", () => {
    const bench = createEngineBench([], { labels: { environment: "production" } });
    const notice = sampleNotice({ budget: "per user", key: { userId: "user_123" } });
    bench.engine.onBudgetNotice(notice, bench.clock.now());
    expect(bench.takePosted()).toEqual([
      {
        labels: {
          environment: "production",
          userId: "user_123",
          alertname: "BudgetThreshold",
          budget: "per user",
          threshold: "0.8",
          severity: "warning",
        },
        annotations: {
          summary:
            'Budget "per user" (userId user_123) has passed 80% of its limit: $80.12 of $100.00 spent, $1.20 held by calls in flight; resets at 2026-01-16 00:00:00 UTC.',
        },
        startsAt: bench.clock.now(),
        value: 0.8012,
      },
    ]);
    expect(bench.engine.firing()).toHaveLength(1);
  });

  it.each([
    ["threshold", 0.5, "BudgetThreshold", "info"],
    ["threshold", 0.8, "BudgetThreshold", "warning"],
    ["threshold", 1, "BudgetThreshold", "critical"],
    ["exhausted", 1, "BudgetExhausted", "critical"],
  ] as const)("%s at %s is a %s of severity %s", (kind, threshold, alertname, severity) => {
    const bench = createEngineBench([]);
    bench.engine.onBudgetNotice(sampleNotice({ kind, threshold }), bench.clock.now());
    expect(bench.posted[0]?.labels).toMatchObject({ alertname, severity, threshold: String(threshold) });
  });

  it("say whether calls are refused", () => {
    const bench = createEngineBench([]);
    const now = bench.clock.now();
    bench.engine.onBudgetNotice(sampleNotice({ kind: "exhausted", threshold: 1, heldNanos: 0 }), now);
    bench.engine.onBudgetNotice(sampleNotice({ budget: "soft", threshold: 1, onExceed: "warn" }), now);
    const summaries = bench.posted.map(({ annotations }) => annotations["summary"]);
    expect(summaries[0]).toContain(
      'Budget "daily" is exhausted and refuses calls: $80.12 of $100.00 spent; resets',
    );
    expect(summaries[1]).toContain("has passed 100% of its limit and lets calls through: ");
  });

  it("end by themselves with the calendar window", async () => {
    const bench = createEngineBench([]);
    bench.engine.onBudgetNotice(sampleNotice(), bench.clock.now());
    await bench.clock.advance(12 * HOUR_MS - 1);
    expect(bench.takeNews()).toEqual(["BudgetThreshold firing"]);
    expect(bench.clock.pendingTimers).toBe(1);
    await bench.clock.advance(1);
    const [end, ...others] = bench.takePosted();
    expect(others).toEqual([]);
    expect(end?.endsAt).toBe(Date.UTC(2026, 0, 16));
    expect(bench.engine.firing()).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("of a rolling window end after the window's length", async () => {
    const bench = createEngineBench([]);
    bench.statuses = [sampleStatus({ windowLabel: "rolling 24h" })];
    const windowEnd = bench.clock.now() - 800;
    const notice = sampleNotice({ windowStart: windowEnd - 24 * HOUR_MS, windowEnd });
    bench.engine.onBudgetNotice(notice, bench.clock.now());
    expect(bench.takePosted()[0]?.annotations["summary"]).toContain(
      "; spend leaves its window 24h after it was made.",
    );
    await bench.clock.advance(24 * HOUR_MS - 1);
    expect(bench.takePosted()).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.takeNews()).toEqual(["BudgetThreshold resolved"]);
  });

  it("of a calendar window that is over are no news", () => {
    const bench = createEngineBench([]);
    bench.statuses = [sampleStatus()];
    bench.engine.onBudgetNotice(sampleNotice({ windowEnd: bench.clock.now() - 1 }), bench.clock.now());
    expect(bench.posted).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("repeated within their window go on from their beginning, and are told only when they say something new", async () => {
    const bench = createEngineBench([]);
    const start = bench.clock.now();
    bench.engine.onBudgetNotice(sampleNotice(), start);
    bench.engine.onBudgetNotice(sampleNotice(), start);
    await bench.clock.advance(HOUR_MS);
    bench.engine.onBudgetNotice(sampleNotice({ spentNanos: 85e9 }), bench.clock.now());
    expect(bench.takePosted().map(({ startsAt, value }) => [startsAt, value])).toEqual([
      [start, 0.8012],
      [start, 0.85],
    ]);
    await bench.clock.advance(24 * HOUR_MS);
    expect(bench.takeNews()).toEqual(["BudgetThreshold resolved"]);
  });

  it("are bounded in number", () => {
    const bench = createEngineBench([]);
    for (let index = 0; index < 6_000; index += 1)
      bench.engine.onBudgetNotice(sampleNotice({ key: { userId: `u${index}` } }), bench.clock.now());
    expect(bench.posted).toHaveLength(5_000);
    expect(bench.engine.stats()).toMatchObject({ groups: 5_000, folded: 1_000 });
  });
});
