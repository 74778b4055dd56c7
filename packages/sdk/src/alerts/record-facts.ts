import { isInference, type SpanError, type SpanRecord } from "@breakwater/core/record/span-record";
import { isMeasured } from "@breakwater/core/signals/performance-totals";
import { CountedFailures } from "./counted-failures.ts";
import { KnownFingerprints } from "./known-fingerprints.ts";

/** What all rules want to know of a finished record, worked out once. */
export interface RecordFacts {
  readonly record: SpanRecord;
  /** An inference call that ended in any way but a budget's refusal. */
  readonly isCall: boolean;
  /** An inference call that a budget refused. */
  readonly isDenied: boolean;
  /** An inference call whose duration says something about the provider. */
  readonly isMeasured: boolean;
  /** Measured, and slower than the threshold. */
  readonly isSlow: boolean;
  /** The failure, when the record counts as an error of its own. */
  readonly error: SpanError | undefined;
  /** For how long the error's fingerprint has been known, in milliseconds; 0 without an error. */
  readonly errorAgeMs: number;
  /** Known cost in nano-dollars; 0 for cached answers. */
  readonly costNanos: number;
}

/**
 * Reads records. A refusal by a budget is no error here, nor is its echo in the chains around it: it has a signal of
 * its own (`deniedCalls`) and the budget's own alert.
 */
export class RecordReader {
  readonly #failures = new CountedFailures();
  readonly #fingerprints = new KnownFingerprints();
  slowCallMs: number;

  constructor(slowCallMs: number) {
    this.slowCallMs = slowCallMs;
  }

  /** The facts of a record, or undefined when no signal is about it. */
  read(record: SpanRecord, time: number): RecordFacts | undefined {
    const isPaidFor = isInference(record.kind);
    const error = this.#errorOf(record);
    if (!isPaidFor && error === undefined) return undefined;
    const isDenied = isPaidFor && record.status === "blocked";
    const isTimed = isMeasured(record);
    return {
      record,
      isCall: isPaidFor && !isDenied,
      isDenied,
      isMeasured: isTimed,
      isSlow: isTimed && (record.durationMs ?? 0) > this.slowCallMs,
      error,
      errorAgeMs: error === undefined ? 0 : this.#fingerprints.ageMs(error.fingerprint, time),
      costNanos: costOf(record),
    };
  }

  #errorOf(record: SpanRecord): SpanError | undefined {
    const { error } = record;
    if (record.status !== "error" || error === undefined || error.class === "budget") return undefined;
    return this.#failures.counts(record, error.fingerprint) ? error : undefined;
  }
}

function costOf({ cost, cached }: SpanRecord): number {
  return cost === undefined || cost.source === "unpriced" || cached === true ? 0 : cost.totalNanos;
}
