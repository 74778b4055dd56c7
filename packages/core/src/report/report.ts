import type { ErrorClass } from "../record/span-record.ts";
import type { CostTotals } from "../signals/cost-totals.ts";
import type { PerformanceStats } from "../signals/performance-totals.ts";
import type { ForecastBasis } from "./forecast.ts";

/** Version of the report's shape. */
export const REPORT_VERSION = 1;

/**
 * Where the money and the time went, as plain JSON. Amounts end in `Nanos` (nano-dollars, 1e-9 USD, exact) or `Usd`
 * (dollars, for reading); times are ISO 8601 UTC; shares and ratios are 0 to 1. Optional fields are absent, never
 * null.
 */
export interface Report {
  readonly v: 1;
  readonly generatedAt: string;
  /** IANA name of the zone in which the text forms show times. */
  readonly timeZone: string;
  readonly range: { readonly from: string; readonly to: string };
  readonly cost: CostReport;
  /** Fullest first. */
  readonly budgets: readonly BudgetReport[];
  /** Budgets (values of `per`) left out of the list. */
  readonly omittedBudgets: number;
  readonly performance: PerformanceReport;
  readonly errors: ErrorReport;
  readonly unknowns: UnknownsReport;
}

/** Cost sums with the total in dollars beside it. */
export interface ReportTotals extends CostTotals {
  readonly totalUsd: number;
}

/** What was spent, overall and by dimension. */
export interface CostReport {
  readonly total: ReportTotals;
  readonly byModel: CostBreakdown;
  readonly byUser: CostBreakdown;
  readonly bySession: CostBreakdown;
  readonly byQueryType: CostBreakdown;
  /** Calls with several tags count under each, so shares may add up to more than 1. */
  readonly byTag: CostBreakdown;
}

/** One dimension: the dearest keys, and all the others in one row. */
export interface CostBreakdown {
  readonly rows: readonly CostReportRow[];
  readonly other?: CostReportRow & {
    /** Keys in this row; keys folded by the tracker are counted each time they were folded. */
    readonly keys: number;
  };
  /** False when keys had to be folded on the way: a row's sums may then miss what was folded into `other`. */
  readonly isExact: boolean;
}

/** Sums of one key, such as a model. */
export interface CostReportRow {
  readonly key: string;
  readonly totals: ReportTotals;
  /** Share of the total known cost. */
  readonly share: number;
}

/** Where one budget stands and where it is heading. */
export interface BudgetReport {
  readonly budget: string;
  /** The values of `per`; empty for a budget over everything. */
  readonly key: Readonly<Record<string, string>>;
  readonly window: string;
  readonly isRolling: boolean;
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly onExceed: "block" | "warn";
  readonly limitNanos: number;
  readonly limitUsd: number;
  readonly spentNanos: number;
  readonly spentUsd: number;
  /** Held by calls in flight. */
  readonly heldNanos: number;
  /** Spent and held over limit; may pass 1 for budgets that only warn. */
  readonly usedRatio: number;
  readonly deniedCalls: number;
  readonly forecast: ReportForecast;
  /** The single forecasts that `forecast` is the most urgent of. */
  readonly forecastFromWindow: ReportForecast;
  readonly forecastFromRecent?: ReportForecast;
}

/** A forecast with its time as ISO 8601 UTC; see `Forecast`. */
export type ReportForecast =
  | { readonly outcome: "exhausted" }
  | { readonly outcome: "runs_out"; readonly at: string; readonly basis: ForecastBasis }
  | { readonly outcome: "lasts"; readonly projectedNanos: number; readonly basis: ForecastBasis }
  | { readonly outcome: "unknown" };

/** How fast the calls were. */
export interface PerformanceReport {
  /** A call is slow when it takes longer. */
  readonly slowCallMs: number;
  readonly total: PerformanceStats;
  /** The same over a recent time. */
  readonly recent?: { readonly from: string; readonly total: PerformanceStats };
  /** Most calls first. */
  readonly byModel: readonly PerformanceReportRow[];
  readonly byQueryType: readonly PerformanceReportRow[];
}

/** Statistics of one key, such as a model. */
export interface PerformanceReportRow {
  readonly key: string;
  readonly stats: PerformanceStats;
}

/** What failed. */
export interface ErrorReport {
  readonly total: number;
  readonly byClass: Readonly<Partial<Record<ErrorClass, number>>>;
  /** Most errors first. */
  readonly groups: readonly ErrorReportRow[];
  /** Groups left out of the list, and groups forgotten for want of room. */
  readonly omittedGroups: number;
  /** Calls that a retry wrapper made again, and those of them that went well. */
  readonly retriedCalls: number;
  readonly recoveredCalls: number;
  /** Known cost of failed calls. */
  readonly failedNanos: number;
}

/** All errors of one fingerprint. */
export interface ErrorReportRow {
  readonly fingerprint: string;
  readonly class: ErrorClass;
  readonly type: string;
  readonly message: string;
  readonly count: number;
  readonly users: number;
  /** True when there may be more users than `users` says. */
  readonly hasMoreUsers: boolean;
  readonly models: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly costNanos: number;
}

/** Whether records reach the disk: `degraded` = kept in bounded memory, `off` = no journal was asked for. */
export interface JournalHealth {
  readonly state: "ok" | "degraded" | "off";
  /** What the matter is, without secrets. */
  readonly reason?: string;
}

/** What a server that is to get every record has not got, and why. */
export interface ServerHealth {
  /** `ok`: it takes what is sent; `waiting`: it is away or busy; `refused`: it says no, and a person has to act. */
  readonly state: "ok" | "waiting" | "refused";
  /** What the matter is, without secrets. */
  readonly reason?: string;
  /** Of the journal, not sent yet. */
  readonly pendingBytes: number;
  /** Put aside, because the server takes no such records. */
  readonly refusedRecords: number;
  /** Removed by the journal's size limit before all of them was sent. */
  readonly removedFiles: number;
}

/** What the monitor knows about its own losses; the report cannot see them in the records. */
export interface ReportHealth {
  /** Calls started and not ended. */
  readonly inFlightCalls: number;
  /** Calls whose start was written and whose end never came, in a journal that is over. */
  readonly unfinishedCalls?: number;
  /** Records lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Lines of the journal that could not be read. */
  readonly tornLines: number;
  readonly journal: JournalHealth;
  /** Absent when no server is to get the records. */
  readonly server?: ServerHealth;
  /** Notifications given up on. */
  readonly failedNotifications: number;
}

/** What the numbers of this report do not contain, or contain only as an estimate. */
export interface UnknownsReport {
  /** Calls without a known price, in none of the sums. */
  readonly unpricedCalls: number;
  /** By model, most calls first. */
  readonly unpricedByModel: readonly { readonly model: string; readonly calls: number }[];
  /** Calls whose usage was estimated. */
  readonly estimatedCalls: number;
  readonly abandonedCalls: number;
  /** Charged to budgets for abandoned calls of unknown cost; in no cost sum. */
  readonly abandonedChargeNanos: number;
  readonly inFlightCalls: number;
  readonly unfinishedCalls: number;
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
  readonly tornLines: number;
  readonly journal: JournalHealth;
  readonly server?: ServerHealth;
  readonly failedNotifications: number;
  /** Dimensions whose rows are not exact because there were too many keys. */
  readonly inexactDimensions: readonly string[];
}
