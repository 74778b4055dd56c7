import { endTimeMs } from "../record/record-time.ts";
import type { SpanRecord } from "../record/span-record.ts";
import { BoundedTotals, OTHER_KEY } from "./bounded-totals.ts";
import {
  addRecordPerformance,
  emptyPerformanceTotals,
  foldPerformanceTotals,
  isMeasured,
  PERFORMANCE_TOTALS,
  type PerformanceStats,
  type PerformanceTotals,
  performanceStats,
} from "./performance-totals.ts";
import { modelKey, queryTypeKey } from "./record-dimensions.ts";
import { HOUR_OF_MINUTES, SlotRing, type SlotShape } from "./slot-ring.ts";

/** A call that takes longer than this is slow, unless the options say otherwise. */
export const DEFAULT_SLOW_CALL_MS = 5_000;

/** Options of a PerformanceTracker. */
export interface PerformanceTrackerOptions {
  /** Epoch milliseconds from which the measurements count. */
  readonly startedAt: number;
  /** A call that takes longer is slow. Default 5,000. */
  readonly slowCallMs?: number;
  /** Most models, and most query types, measured apart. Default 50; each costs a few KB per slot it appears in. */
  readonly maxNames?: number;
  /** The rolling window. Default: one hour in minutes. */
  readonly window?: SlotShape;
}

/** Statistics of one key of a dimension. */
export interface PerformanceRow {
  readonly key: string;
  readonly stats: PerformanceStats;
}

/** Statistics of one dimension. */
export interface PerformanceDimension {
  /** Most calls first; `(other)`, which gathers the keys beyond the bound, last. */
  readonly rows: readonly PerformanceRow[];
  /** How many times a key was folded into `(other)`. */
  readonly foldedKeys: number;
}

/** How fast the calls of a time were. */
export interface PerformanceSnapshot {
  /** Epoch milliseconds. Of a window: the beginning of its oldest slot, at most one slot before what was asked. */
  readonly from: number;
  /** Epoch milliseconds of the snapshot. */
  readonly to: number;
  /** The threshold in force now; `slowCalls` counts by the one in force when each call ended. */
  readonly slowCallMs: number;
  readonly total: PerformanceStats;
  readonly byModel: PerformanceDimension;
  readonly byQueryType: PerformanceDimension;
}

interface Measurements {
  readonly total: PerformanceTotals;
  readonly byModel: BoundedTotals<PerformanceTotals>;
  readonly byQueryType: BoundedTotals<PerformanceTotals>;
}

/**
 * Measures finished inference calls. A record is added to one slot only; slots that leave the window are merged into
 * the past, so "since start" is the past plus the window, and the per-call cost is that of one.
 */
export class PerformanceTracker {
  readonly #startedAt: number;
  readonly #maxNames: number;
  readonly #window: SlotShape;
  readonly #ring: SlotRing<Measurements>;
  readonly #past: Measurements;
  #slowCallMs: number;

  constructor(options: PerformanceTrackerOptions) {
    this.#startedAt = options.startedAt;
    this.#slowCallMs = options.slowCallMs ?? DEFAULT_SLOW_CALL_MS;
    this.#maxNames = options.maxNames ?? 50;
    this.#window = options.window ?? HOUR_OF_MINUTES;
    this.#past = this.#empty();
    this.#ring = new SlotRing<Measurements>(this.#window, {
      create: () => this.#empty(),
      retire: (slot) => foldMeasurements(this.#past, slot),
    });
  }

  /** Changes the threshold for the calls to come. */
  setSlowCallMs(slowCallMs: number): void {
    this.#slowCallMs = slowCallMs;
  }

  /** True when a record is a call slower than the threshold: the one place that decides so. */
  isSlow(record: SpanRecord): boolean {
    return isMeasured(record) && (record.durationMs ?? 0) > this.#slowCallMs;
  }

  /** Measures a record; what `isMeasured` leaves out is ignored. `now` is epoch milliseconds. */
  onRecord(record: SpanRecord, now: number): void {
    if (!isMeasured(record)) return;
    const slot = this.#ring.at(endTimeMs(record), now) ?? this.#past;
    const slowCallMs = this.#slowCallMs;
    addRecordPerformance(slot.total, record, slowCallMs);
    addRecordPerformance(slot.byModel.at(modelKey(record)), record, slowCallMs);
    addRecordPerformance(slot.byQueryType.at(queryTypeKey(record)), record, slowCallMs);
  }

  /**
   * Measures the later version of a record, unless the earlier one was measured already: a sketch cannot forget, and
   * the versions that get replaced (running, abandoned) are never measured.
   */
  onCorrection(previous: SpanRecord, next: SpanRecord, now: number): void {
    if (!isMeasured(previous)) this.onRecord(next, now);
  }

  /** Statistics since the start, or of the `windowMs` (at most the rolling window) before `now`. */
  snapshot(now: number, { windowMs }: { windowMs?: number } = {}): PerformanceSnapshot {
    const sum = this.#empty();
    if (windowMs === undefined) foldMeasurements(sum, this.#past);
    const slots =
      windowMs === undefined
        ? this.#ring.all()
        : this.#ring.window(now, Math.min(windowMs, this.#ring.spanMs));
    for (const slot of slots) foldMeasurements(sum, slot);
    return {
      from: windowMs === undefined ? this.#startedAt : this.#windowStart(now, windowMs),
      to: now,
      slowCallMs: this.#slowCallMs,
      total: performanceStats(sum.total),
      byModel: dimensionOf(sum.byModel),
      byQueryType: dimensionOf(sum.byQueryType),
    };
  }

  #windowStart(now: number, windowMs: number): number {
    const { slotMs } = this.#window;
    const asked = now - Math.min(windowMs, this.#ring.spanMs);
    return Math.max(this.#startedAt, Math.floor(asked / slotMs) * slotMs);
  }

  #empty(): Measurements {
    return {
      total: emptyPerformanceTotals(),
      byModel: new BoundedTotals(PERFORMANCE_TOTALS, this.#maxNames),
      byQueryType: new BoundedTotals(PERFORMANCE_TOTALS, this.#maxNames),
    };
  }
}

function foldMeasurements(into: Measurements, from: Measurements): void {
  foldPerformanceTotals(into.total, from.total);
  into.byModel.fold(from.byModel);
  into.byQueryType.fold(from.byQueryType);
}

function dimensionOf(totals: BoundedTotals<PerformanceTotals>): PerformanceDimension {
  const rows = [...totals.entries()]
    .sort((a, b) => PERFORMANCE_TOTALS.compare(b[1], a[1]) || (a[0] < b[0] ? -1 : 1))
    .map(([key, sums]) => ({ key, stats: performanceStats(sums) }));
  if (totals.other !== undefined) rows.push({ key: OTHER_KEY, stats: performanceStats(totals.other) });
  return { rows, foldedKeys: totals.foldedKeys };
}
