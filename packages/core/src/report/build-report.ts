import type { BudgetStatus } from "../budget/budget-status.ts";
import { usdFromNanos } from "../money/nanos.ts";
import type { CostSnapshot } from "../signals/cost-tracker.ts";
import type { ErrorSnapshot } from "../signals/error-tracker.ts";
import type { PerformanceSnapshot } from "../signals/performance-tracker.ts";
import { costBreakdown, reportTotals } from "./cost-breakdown.ts";
import { type Forecast, forecastBudget, isRollingWindow, type RecentSpend } from "./forecast.ts";
import {
  type BudgetReport,
  type CostReport,
  type ErrorReport,
  type PerformanceReport,
  REPORT_VERSION,
  type Report,
  type ReportForecast,
  type ReportHealth,
} from "./report.ts";
import { unknownsReport } from "./unknowns.ts";

/** Everything a report is made of. Times are epoch milliseconds. */
export interface ReportInput {
  readonly cost: CostSnapshot;
  readonly performance: PerformanceSnapshot;
  /** The same tracker's snapshot of a recent window. */
  readonly recentPerformance?: PerformanceSnapshot;
  readonly errors: ErrorSnapshot;
  readonly budgets: readonly BudgetStatus[];
  readonly health: ReportHealth;
  readonly range: { readonly from: number; readonly to: number };
  readonly now: number;
  /** IANA zone in which the text forms show times. Default UTC. */
  readonly timeZone?: string;
  /** Most rows per table. Default 10. */
  readonly maxRows?: number;
  /** What a budget was charged lately, where it is known: the second basis of its forecast. */
  readonly recentSpend?: (status: BudgetStatus) => RecentSpend | undefined;
}

/** Most budgets listed, relative to the rows of the other tables. */
const BUDGET_ROWS_FACTOR = 2;

/** The report of a time. Pure: the same input gives the same report. */
export function buildReport(input: ReportInput): Report {
  const { now, timeZone = "UTC", maxRows = 10, range } = input;
  const budgets = input.budgets.map((status) => budgetReport(status, now, input.recentSpend?.(status)));
  const shown = budgets.sort(fullestFirst).slice(0, maxRows * BUDGET_ROWS_FACTOR);
  const cost = costReport(input.cost, maxRows);
  return {
    v: REPORT_VERSION,
    generatedAt: isoTime(now),
    timeZone,
    range: { from: isoTime(range.from), to: isoTime(range.to) },
    cost,
    budgets: shown,
    omittedBudgets: budgets.length - shown.length,
    performance: performanceReport(input, maxRows),
    errors: errorReport(input, maxRows),
    unknowns: unknownsReport(input.cost, input.health),
  };
}

function costReport(cost: CostSnapshot, maxRows: number): CostReport {
  const totalNanos = cost.total.totalNanos;
  return {
    total: reportTotals(cost.total),
    byModel: costBreakdown(cost.byModel, totalNanos, maxRows),
    byUser: costBreakdown(cost.byUser, totalNanos, maxRows),
    bySession: costBreakdown(cost.bySession, totalNanos, maxRows),
    byQueryType: costBreakdown(cost.byQueryType, totalNanos, maxRows),
    byTag: costBreakdown(cost.byTag, totalNanos, maxRows),
  };
}

function budgetReport(status: BudgetStatus, now: number, recent: RecentSpend | undefined): BudgetReport {
  const { headline, fromWindow, fromRecent } = forecastBudget(status, now, recent);
  const { limitNanos, spentNanos, heldNanos } = status;
  return {
    budget: status.budget,
    key: status.key,
    window: status.windowLabel,
    isRolling: isRollingWindow(status, now),
    windowStart: isoTime(status.windowStart),
    windowEnd: isoTime(status.windowEnd),
    onExceed: status.onExceed,
    limitNanos,
    limitUsd: usdFromNanos(limitNanos),
    spentNanos,
    spentUsd: usdFromNanos(spentNanos),
    heldNanos,
    // A limit of nothing is used up from the start.
    usedRatio: limitNanos === 0 ? 1 : (spentNanos + heldNanos) / limitNanos,
    deniedCalls: status.deniedCalls,
    forecast: reportForecast(headline),
    forecastFromWindow: reportForecast(fromWindow),
    ...(fromRecent === undefined ? {} : { forecastFromRecent: reportForecast(fromRecent) }),
  };
}

function fullestFirst(a: BudgetReport, b: BudgetReport): number {
  return b.usedRatio - a.usedRatio || b.deniedCalls - a.deniedCalls || b.spentNanos - a.spentNanos;
}

function reportForecast(forecast: Forecast): ReportForecast {
  return forecast.outcome === "runs_out" ? { ...forecast, at: isoTime(forecast.at) } : forecast;
}

function performanceReport(input: ReportInput, maxRows: number): PerformanceReport {
  const { performance, recentPerformance } = input;
  return {
    slowCallMs: performance.slowCallMs,
    total: performance.total,
    ...(recentPerformance === undefined
      ? {}
      : { recent: { from: isoTime(recentPerformance.from), total: recentPerformance.total } }),
    byModel: performance.byModel.rows.slice(0, maxRows),
    byQueryType: performance.byQueryType.rows.slice(0, maxRows),
  };
}

function errorReport({ errors, cost }: ReportInput, maxRows: number): ErrorReport {
  const groups = errors.groups.slice(0, maxRows);
  return {
    total: errors.total,
    byClass: errors.byClass,
    groups: groups.map((group) => ({
      fingerprint: group.fingerprint,
      class: group.class,
      type: group.type,
      message: group.message,
      count: group.count,
      users: group.users,
      hasMoreUsers: group.hasMoreUsers,
      models: group.models,
      firstSeen: isoTime(group.firstSeen),
      lastSeen: isoTime(group.lastSeen),
      costNanos: group.costNanos,
    })),
    omittedGroups: errors.groups.length - groups.length + errors.evictedGroups,
    retriedCalls: errors.retriedCalls,
    recoveredCalls: errors.recoveredCalls,
    failedNanos: cost.total.failedNanos,
  };
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
