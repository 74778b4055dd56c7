import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type CostSnapshot, CostTracker } from "@breakwater/core/signals/cost-tracker";
import { type ErrorSnapshot, ErrorTracker } from "@breakwater/core/signals/error-tracker";
import { type PerformanceSnapshot, PerformanceTracker } from "@breakwater/core/signals/performance-tracker";

/** Hears of every step that ended. What it throws is caught and counted. */
export interface RecordObserver {
  onRecord(record: SpanRecord, now: number): void;
  /** `next` replaces `previous`: a call given up for lost ended after all. */
  onCorrection?(previous: SpanRecord, next: SpanRecord, now: number): void;
}

/** Knows what calls cost. */
export interface CostConcern extends RecordObserver {
  snapshot(now: number, range?: { windowMs?: number }): CostSnapshot;
}

/** Knows how long calls take. */
export interface PerformanceConcern extends RecordObserver {
  snapshot(now: number, range?: { windowMs?: number }): PerformanceSnapshot;
  setSlowCallMs?(slowCallMs: number): void;
}

/** Knows why calls fail. */
export interface ErrorConcern extends RecordObserver {
  snapshot(now: number): ErrorSnapshot;
}

/** The single concerns of a monitor; each can be replaced by its own implementation, or switched off. */
export interface Concerns {
  readonly cost: CostConcern;
  readonly performance: PerformanceConcern;
  readonly errors: ErrorConcern;
  /** A log of your own beside the journal, which `logFile` alone governs: hears of every record. */
  readonly log: RecordObserver;
}

/** The concerns in use: those that observe, and those that the report asks. */
export interface ActiveConcerns {
  readonly cost: CostConcern;
  readonly performance: PerformanceConcern;
  readonly errors: ErrorConcern;
  readonly observers: readonly RecordObserver[];
}

/** Concerns by the options; one that is switched off hears of nothing and reports nothing. */
export function activeConcerns(
  chosen: Partial<{ [K in keyof Concerns]: Concerns[K] | false }>,
  { startedAt, slowCallMs }: { startedAt: number; slowCallMs: number },
): ActiveConcerns {
  const cost = chosen.cost || new CostTracker({ startedAt });
  const performance = chosen.performance || new PerformanceTracker({ startedAt, slowCallMs });
  const errors = chosen.errors || new ErrorTracker({ startedAt });
  const observers: RecordObserver[] = [];
  if (chosen.cost !== false) observers.push(cost);
  if (chosen.performance !== false) observers.push(performance);
  if (chosen.errors !== false) observers.push(errors);
  if (chosen.log) observers.push(chosen.log);
  return { cost, performance, errors, observers };
}
