import { describe, expect, it } from "vitest";
import type { BudgetStatus } from "../budget/budget-status.ts";
import { forecastBudget } from "./forecast.ts";

const HOUR = 3_600_000;
const DAY_START = Date.UTC(2026, 10, 23);

function status(fields: Partial<BudgetStatus> = {}): BudgetStatus {
  return {
    budget: "daily",
    key: {},
    limitNanos: 100,
    spentNanos: 0,
    heldNanos: 0,
    deniedCalls: 0,
    onExceed: "block",
    windowStart: DAY_START,
    windowEnd: DAY_START + 24 * HOUR,
    windowLabel: "day (UTC)",
    ...fields,
  };
}

describe("forecastBudget in a calendar window", () => {
  it("is exhausted when spent and held reach the limit", () => {
    const { headline } = forecastBudget(status({ spentNanos: 60, heldNanos: 40 }), DAY_START + HOUR);
    expect(headline).toEqual({ outcome: "exhausted" });
  });

  it("says when the money runs out at the average rate since the window began", () => {
    const { headline } = forecastBudget(status({ spentNanos: 60 }), DAY_START + 6 * HOUR);
    expect(headline).toEqual({ outcome: "runs_out", at: DAY_START + 10 * HOUR, basis: "window" });
  });

  it("takes what is held for gone", () => {
    const { headline } = forecastBudget(status({ spentNanos: 60, heldNanos: 20 }), DAY_START + 6 * HOUR);
    expect(headline).toMatchObject({ outcome: "runs_out", at: DAY_START + 8 * HOUR });
  });

  it("projects to the window's own end, not to a month or any other period", () => {
    const atSix = DAY_START + 6 * HOUR;
    expect(forecastBudget(status({ spentNanos: 20 }), atSix).headline).toEqual({
      outcome: "lasts",
      projectedNanos: 80,
      basis: "window",
    });
    const ofHour = status({ spentNanos: 40, windowStart: atSix - HOUR / 2, windowEnd: atSix + HOUR / 2 });
    expect(forecastBudget(ofHour, atSix).headline).toMatchObject({ outcome: "lasts", projectedNanos: 80 });
    const ofMonth = status({ spentNanos: 20, windowEnd: DAY_START + 30 * 24 * HOUR });
    expect(forecastBudget(ofMonth, atSix).headline).toMatchObject({
      outcome: "runs_out",
      at: DAY_START + 30 * HOUR,
    });
  });

  it("is the more urgent of the average and the recent rate, and keeps both", () => {
    const burst = forecastBudget(status({ spentNanos: 20 }), DAY_START + 20 * HOUR, { nanos: 40, ms: HOUR });
    expect(burst.headline).toEqual({ outcome: "runs_out", at: DAY_START + 22 * HOUR, basis: "recent" });
    expect(burst.fromWindow).toMatchObject({ outcome: "lasts", projectedNanos: 24 });
    const quiet = forecastBudget(status({ spentNanos: 60 }), DAY_START + 6 * HOUR, { nanos: 0, ms: HOUR });
    expect(quiet.headline).toMatchObject({ outcome: "runs_out", basis: "window" });
    expect(quiet.fromRecent).toMatchObject({ outcome: "lasts", projectedNanos: 60 });
  });

  it("does not take a rate from the first minute", () => {
    const start = status({ spentNanos: 10 });
    expect(forecastBudget(start, DAY_START).headline).toEqual({ outcome: "unknown" });
    expect(forecastBudget(start, DAY_START + 59_999).headline).toEqual({ outcome: "unknown" });
    expect(forecastBudget(start, DAY_START + 60_000).headline.outcome).toBe("runs_out");
    expect(forecastBudget(start, DAY_START, { nanos: 1, ms: HOUR }).headline).toMatchObject({
      basis: "recent",
    });
  });
});

describe("forecastBudget in a rolling window", () => {
  const now = DAY_START;
  const rolling = (spentNanos: number) =>
    status({ spentNanos, windowStart: now - 10 * HOUR, windowEnd: now, windowLabel: "rolling 10h" });

  it("stays where it is at a steady rate, for the old leaves as the new comes", () => {
    expect(forecastBudget(rolling(90), now).headline).toEqual({
      outcome: "lasts",
      projectedNanos: 90,
      basis: "window",
    });
  });

  it("settles at the recent rate, or runs out on the way there", () => {
    expect(forecastBudget(rolling(50), now, { nanos: 9, ms: HOUR }).fromRecent).toMatchObject({
      projectedNanos: 90,
    });
    const { headline } = forecastBudget(rolling(50), now, { nanos: 15, ms: HOUR });
    expect(headline).toEqual({ outcome: "runs_out", at: now + 5 * HOUR, basis: "recent" });
  });
});
