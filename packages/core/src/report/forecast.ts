import type { BudgetStatus } from "../budget/budget-status.ts";

/** What a budget was charged in the time just before now. */
export interface RecentSpend {
  readonly nanos: number;
  /** Length of that time in milliseconds. */
  readonly ms: number;
}

/** What a rate was taken from: the budget's whole window so far, or the recent hour. */
export type ForecastBasis = "window" | "recent";

/** Where a budget is heading if spending goes on at its rate. Amounts in nano-dollars, times in epoch milliseconds. */
export type Forecast =
  /** Nothing is left: spent and held reach the limit. */
  | { readonly outcome: "exhausted" }
  | { readonly outcome: "runs_out"; readonly at: number; readonly basis: ForecastBasis }
  /** The window ends first, with `projectedNanos` spent by then; a rolling window settles at that amount. */
  | { readonly outcome: "lasts"; readonly projectedNanos: number; readonly basis: ForecastBasis }
  /** Too little time to take a rate from. */
  | { readonly outcome: "unknown" };

/** The forecast to show, and those it was chosen from. */
export interface BudgetForecast {
  /** The one that runs out earliest; where none does, the one that spends most. */
  readonly headline: Forecast;
  readonly fromWindow: Forecast;
  readonly fromRecent?: Forecast;
}

/** A rate over less than this is noise. */
const SHORTEST_BASIS_MS = 60_000;

/**
 * Forecasts a budget. Linear: the average rate since the window began and, when `recent` is given, the rate of the
 * recent time; both only as far as the window's end. `now` is epoch milliseconds.
 */
export function forecastBudget(status: BudgetStatus, now: number, recent?: RecentSpend): BudgetForecast {
  const fromWindow = forecastAtRate(status, now, {
    basis: "window",
    spend: { nanos: status.spentNanos, ms: now - status.windowStart },
  });
  if (recent === undefined) return { headline: fromWindow, fromWindow };
  const fromRecent = forecastAtRate(status, now, { basis: "recent", spend: recent });
  return { headline: moreUrgent(fromWindow, fromRecent), fromWindow, fromRecent };
}

/** True for a budget over the last so many hours, which has no end to reset at. */
export function isRollingWindow(status: BudgetStatus, now: number): boolean {
  return status.windowEnd <= now;
}

interface Rate {
  readonly basis: ForecastBasis;
  readonly spend: RecentSpend;
}

function forecastAtRate(status: BudgetStatus, now: number, { basis, spend }: Rate): Forecast {
  const committedNanos = status.spentNanos + status.heldNanos;
  const leftNanos = status.limitNanos - committedNanos;
  if (leftNanos <= 0) return { outcome: "exhausted" };
  if (spend.ms < SHORTEST_BASIS_MS) return { outcome: "unknown" };
  const nanosPerMs = spend.nanos / spend.ms;
  if (isRollingWindow(status, now)) return forecastRolling({ status, now, nanosPerMs, leftNanos, basis });
  const projectedNanos = Math.round(committedNanos + nanosPerMs * (status.windowEnd - now));
  if (projectedNanos <= status.limitNanos) return { outcome: "lasts", projectedNanos, basis };
  return { outcome: "runs_out", at: Math.round(now + leftNanos / nanosPerMs), basis };
}

/**
 * In a rolling window old spending leaves as new arrives. At a steady rate it settles at rate times length; until
 * then it grows by the rate less the average at which the old leaves.
 */
function forecastRolling(input: {
  readonly status: BudgetStatus;
  readonly now: number;
  readonly nanosPerMs: number;
  readonly leftNanos: number;
  readonly basis: ForecastBasis;
}): Forecast {
  const { status, now, nanosPerMs, leftNanos, basis } = input;
  const lengthMs = now - status.windowStart;
  const settledNanos = Math.round(nanosPerMs * lengthMs);
  if (settledNanos <= status.limitNanos) return { outcome: "lasts", projectedNanos: settledNanos, basis };
  const growthPerMs = nanosPerMs - status.spentNanos / lengthMs;
  return { outcome: "runs_out", at: Math.round(now + leftNanos / growthPerMs), basis };
}

function moreUrgent(a: Forecast, b: Forecast): Forecast {
  if (a.outcome === "exhausted" || b.outcome === "unknown") return a;
  if (b.outcome === "exhausted" || a.outcome === "unknown") return b;
  if (a.outcome === "runs_out" && b.outcome === "runs_out") return a.at <= b.at ? a : b;
  if (a.outcome === "runs_out") return a;
  if (b.outcome === "runs_out") return b;
  return a.projectedNanos >= b.projectedNanos ? a : b;
}
