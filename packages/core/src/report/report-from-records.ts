import type { BudgetStatus } from "../budget/budget-status.ts";
import { epochMsOf } from "../record/record-time.ts";
import { isInference, type SpanRecord } from "../record/span-record.ts";
import { CostTracker } from "../signals/cost-tracker.ts";
import { ErrorTracker } from "../signals/error-tracker.ts";
import { PerformanceTracker } from "../signals/performance-tracker.ts";
import { buildReport } from "./build-report.ts";
import { RecordVersions, type RecordVersionsOptions } from "./record-versions.ts";
import type { JournalHealth, Report } from "./report.ts";

/** A running call this long after its start will not end any more, unless the options say otherwise. */
const DEFAULT_UNFINISHED_AFTER_MS = 3_600_000;

/** What a report from records covers and how it is made. Times are epoch milliseconds. */
export interface ReportAccumulatorOptions {
  /** The moment the report is made. */
  readonly now: number;
  /** Only steps that started at this time or later. Default: all. */
  readonly since?: number;
  /** Only steps that started before this time. Default: all. */
  readonly until?: number;
  /** IANA zone in which the text forms show times. Default UTC. */
  readonly timeZone?: string;
  /** A call that takes longer is slow. Default 5,000. */
  readonly slowCallMs?: number;
  /** Most rows per table. Default 10. */
  readonly maxRows?: number;
  /** A call that started longer ago than this and has no end counts as unfinished, not in flight. Default one hour. */
  readonly unfinishedAfterMs?: number;
  readonly memory?: RecordVersionsOptions;
}

/** What a journal cannot tell, where the caller knows it. */
export interface ReportExtras {
  readonly budgets?: readonly BudgetStatus[];
  readonly dropped?: Readonly<Record<string, number>>;
  readonly journal?: JournalHealth;
}

/** Collects records, in any order, and makes the report of them. */
export interface ReportAccumulator {
  /** Takes a record; running ones are replaced by their end, and a step told twice counts once. */
  add(record: SpanRecord): void;
  /** Counts a line that is no record. */
  addUnreadableLine(): void;
  /** The report so far; more records may be added afterwards. */
  build(extras?: ReportExtras): Report;
}

/** An accumulator for one report, such as from the lines of a journal. Bounded in memory. */
export function createReportAccumulator(options: ReportAccumulatorOptions): ReportAccumulator {
  return new RecordReport(options);
}

class RecordReport implements ReportAccumulator {
  readonly #options: ReportAccumulatorOptions;
  readonly #versions: RecordVersions;
  readonly #cost: CostTracker;
  readonly #performance: PerformanceTracker;
  readonly #errors: ErrorTracker;
  #firstStart = Number.POSITIVE_INFINITY;
  #lastStart = Number.NEGATIVE_INFINITY;
  #unreadableLines = 0;

  constructor(options: ReportAccumulatorOptions) {
    const { since, slowCallMs, memory } = options;
    const startedAt = since ?? 0;
    this.#options = options;
    this.#versions = new RecordVersions(memory);
    this.#cost = new CostTracker({ startedAt });
    this.#performance = new PerformanceTracker({
      startedAt,
      ...(slowCallMs === undefined ? {} : { slowCallMs }),
    });
    this.#errors = new ErrorTracker({ startedAt });
  }

  add(record: SpanRecord): void {
    const start = epochMsOf(record.startTime);
    const { since, until, now } = this.#options;
    if ((since !== undefined && start < since) || (until !== undefined && start >= until)) return;
    this.#firstStart = Math.min(this.#firstStart, start);
    this.#lastStart = Math.max(this.#lastStart, start);
    const verdict = this.#versions.take(record);
    switch (verdict.action) {
      case "count":
        this.#cost.onRecord(record, now);
        this.#performance.onRecord(record, now);
        this.#errors.onRecord(record);
        return;
      case "correct":
        this.#cost.onCorrection(verdict.previous, record, now);
        this.#performance.onCorrection(verdict.previous, record, now);
        this.#errors.onCorrection(verdict.previous, record);
        return;
      case "skip":
        return;
    }
  }

  addUnreadableLine(): void {
    this.#unreadableLines += 1;
  }

  build({ budgets = [], dropped = {}, journal = { state: "ok" } }: ReportExtras = {}): Report {
    const { now, since, until, timeZone, maxRows } = this.#options;
    const to = Math.min(until ?? now, now);
    const from = since ?? (this.#firstStart <= this.#lastStart ? this.#firstStart : to);
    return buildReport({
      cost: this.#cost.snapshot(now),
      performance: this.#performance.snapshot(now),
      errors: this.#errors.snapshot(now),
      budgets,
      health: {
        ...this.#openCalls(),
        dropped,
        tornLines: this.#unreadableLines,
        journal,
        failedNotifications: 0,
      },
      // A journal from a machine whose clock was ahead may begin after `now`.
      range: { from: Math.min(from, to), to },
      now,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(maxRows === undefined ? {} : { maxRows }),
    });
  }

  #openCalls(): { inFlightCalls: number; unfinishedCalls: number } {
    const { now, unfinishedAfterMs = DEFAULT_UNFINISHED_AFTER_MS } = this.#options;
    let inFlightCalls = 0;
    let unfinishedCalls = this.#versions.forgottenRunning;
    for (const record of this.#versions.running()) {
      if (!isInference(record.kind)) continue;
      if (now - epochMsOf(record.startTime) > unfinishedAfterMs) unfinishedCalls += 1;
      else inFlightCalls += 1;
    }
    return { inFlightCalls, unfinishedCalls };
  }
}
