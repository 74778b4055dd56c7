import { DurationSketch } from "../quantile/duration-sketch.ts";
import { isInference, type SpanRecord } from "../record/span-record.ts";
import type { TotalsKind } from "./bounded-totals.ts";

/** Measurements of calls, kept so that they can be merged. */
export interface PerformanceTotals {
  readonly durations: DurationSketch;
  /** Times to first token; absent until a streamed call came. */
  firstTokens: DurationSketch | undefined;
  slowCalls: number;
  /** Output tokens of the calls that wrote any and ended well, and how long those calls took. */
  outputTokens: number;
  writingMs: number;
}

/** What the measurements say. Durations are milliseconds; absent where nothing was measured. */
export interface PerformanceStats {
  readonly count: number;
  readonly avgMs?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  /** Exact. */
  readonly maxMs?: number;
  /** Calls that streamed a first token. */
  readonly streamedCount: number;
  readonly firstTokenP50Ms?: number;
  readonly firstTokenP95Ms?: number;
  /** Output tokens by second of call time (start to end), over calls that ended well and wrote something. */
  readonly tokensPerSecond?: number;
  /** Calls that took longer than the threshold. */
  readonly slowCalls: number;
}

/**
 * True for the calls whose duration says something about the provider: those that ended by themselves, well or not.
 * A cached answer, a refused, cancelled or abandoned call does not.
 */
export function isMeasured(record: SpanRecord): boolean {
  return (
    (record.status === "ok" || record.status === "error") &&
    record.durationMs !== undefined &&
    record.cached !== true &&
    isInference(record.kind)
  );
}

/** Measurements of no calls. */
export function emptyPerformanceTotals(): PerformanceTotals {
  return {
    durations: new DurationSketch(),
    firstTokens: undefined,
    slowCalls: 0,
    outputTokens: 0,
    writingMs: 0,
  };
}

/** Adds a measured record. A call is slow when it takes longer than `slowCallMs`. */
export function addRecordPerformance(
  totals: PerformanceTotals,
  record: SpanRecord,
  slowCallMs: number,
): void {
  const durationMs = record.durationMs ?? 0;
  totals.durations.add(durationMs);
  if (durationMs > slowCallMs) totals.slowCalls += 1;
  if (record.timeToFirstTokenMs !== undefined) {
    totals.firstTokens ??= new DurationSketch();
    totals.firstTokens.add(record.timeToFirstTokenMs);
  }
  const outputTokens = record.usage?.outputTokens ?? 0;
  if (outputTokens > 0 && record.status === "ok") {
    totals.outputTokens += outputTokens;
    totals.writingMs += durationMs;
  }
}

/** Adds up measurements; `from` stays as it is. */
export function foldPerformanceTotals(into: PerformanceTotals, from: PerformanceTotals): void {
  into.durations.merge(from.durations);
  if (from.firstTokens !== undefined) {
    into.firstTokens ??= new DurationSketch();
    into.firstTokens.merge(from.firstTokens);
  }
  into.slowCalls += from.slowCalls;
  into.outputTokens += from.outputTokens;
  into.writingMs += from.writingMs;
}

/** Measurements as a sort of totals; the key with the fewest calls matters least. */
export const PERFORMANCE_TOTALS: TotalsKind<PerformanceTotals> = {
  create: emptyPerformanceTotals,
  fold: foldPerformanceTotals,
  compare: (a, b) => a.durations.count - b.durations.count,
};

/** The statistics of measurements. */
export function performanceStats(totals: PerformanceTotals): PerformanceStats {
  const { durations, firstTokens, slowCalls, outputTokens, writingMs } = totals;
  return {
    count: durations.count,
    ...measured({
      avgMs: durations.count === 0 ? undefined : durations.sum / durations.count,
      p50Ms: durations.quantile(0.5),
      p95Ms: durations.quantile(0.95),
      p99Ms: durations.quantile(0.99),
      maxMs: durations.max,
    }),
    streamedCount: firstTokens?.count ?? 0,
    ...measured({
      firstTokenP50Ms: firstTokens?.quantile(0.5),
      firstTokenP95Ms: firstTokens?.quantile(0.95),
      tokensPerSecond: writingMs > 0 ? (outputTokens * 1000) / writingMs : undefined,
    }),
    slowCalls,
  };
}

/** The fields that have a value: optional fields are absent, never undefined. */
function measured<K extends string>(fields: Record<K, number | undefined>): { [P in K]?: number } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [P in K]?: number;
  };
}
