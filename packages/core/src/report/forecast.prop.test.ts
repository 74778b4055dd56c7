import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BudgetStatus } from "../budget/budget-status.ts";
import { forecastBudget } from "./forecast.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 12);

const anyStatus = fc
  .record({
    limitNanos: fc.nat({ max: 1e9 }),
    spentNanos: fc.nat({ max: 1e9 }),
    heldNanos: fc.nat({ max: 1e6 }),
    sinceStart: fc.nat({ max: 1000 * HOUR }),
    toEnd: fc.nat({ max: 1000 * HOUR }),
  })
  .map(
    ({ sinceStart, toEnd, ...amounts }): BudgetStatus => ({
      ...amounts,
      budget: "b",
      key: {},
      deniedCalls: 0,
      onExceed: "block",
      windowStart: NOW - sinceStart,
      windowEnd: NOW + toEnd,
      windowLabel: "any",
    }),
  );

const anyRecent = fc.record({ nanos: fc.nat({ max: 1e9 }), ms: fc.integer({ min: 1, max: HOUR }) });

describe("forecastBudget", () => {
  it("never runs out before now or after the window's end, and never lasts beyond the limit", () => {
    fc.assert(
      fc.property(anyStatus, anyRecent, (status, recent) => {
        const { headline, fromWindow, fromRecent } = forecastBudget(status, NOW, recent);
        const lengthMs = NOW - status.windowStart;
        const latest = status.windowEnd > NOW ? status.windowEnd : NOW + lengthMs;
        for (const forecast of [headline, fromWindow, fromRecent]) {
          if (forecast?.outcome === "runs_out") {
            expect(forecast.at).toBeGreaterThanOrEqual(NOW);
            expect(forecast.at).toBeLessThanOrEqual(latest + 1);
          }
          if (forecast?.outcome === "lasts")
            expect(forecast.projectedNanos).toBeLessThanOrEqual(status.limitNanos);
        }
        expect(headline.outcome === "exhausted").toBe(
          status.spentNanos + status.heldNanos >= status.limitNanos,
        );
      }),
    );
  });
});
