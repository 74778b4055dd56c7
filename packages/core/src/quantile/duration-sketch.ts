import { DDSketch } from "@datadog/sketches-js";

/** A quantile differs from the exact one by at most this share of it. */
export const RELATIVE_ACCURACY = 0.01;

/** Shorter durations than this (one microsecond) count as 0 in quantiles. */
const SHORTEST_MS = 0.001;
/** Longer durations than this (eleven days) count as this in quantiles; the maximum and the sum stay exact. */
const LONGEST_MS = 1e9;
/**
 * Values go into the sketch as nanoseconds: every bin key is then positive. The library's merge loses the largest
 * bin when its key is 0, which in milliseconds would be the bin just below one millisecond.
 */
const SKETCH_UNITS_PER_MS = 1e6;
/** Bins grow by this many at a time; the library's 128 would waste memory on windows that hold few values. */
const BIN_CHUNK = 32;

/**
 * Quantiles of durations (or of anything non-negative) within 1 % in bounded memory, mergeable. The range is clamped,
 * so a sketch has at most about 1,400 bins (11 KB); no bin is ever collapsed and the bound on the error holds for all.
 */
export class DurationSketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  #sumMs = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = 0;

  constructor() {
    this.#sketch.store.chunkSize = BIN_CHUNK;
  }

  /** Adds a duration. A negative one (a clock that stepped back) counts as 0; NaN and infinities are not counted. */
  add(durationMs: number): void {
    if (!Number.isFinite(durationMs)) return;
    const value = Math.max(durationMs, 0);
    this.#sumMs += value;
    if (value < this.#minMs) this.#minMs = value;
    if (value > this.#maxMs) this.#maxMs = value;
    const clamped = value < SHORTEST_MS ? 0 : Math.min(value, LONGEST_MS);
    this.#sketch.accept(clamped * SKETCH_UNITS_PER_MS);
  }

  /**
   * The value at quantile `q` (0 to 1) by nearest rank: of n values in order, the one numbered ceil(q * n) from 1,
   * within 1 %. So the p99 of two calls is the slower one. Undefined while empty.
   */
  quantile(q: number): number | undefined {
    const { count } = this;
    if (count === 0) return undefined;
    const index = Math.min(count - 1, Math.max(0, Math.ceil(q * count) - 1));
    // The sketch takes the value at index floor(share * (count - 1)); the quarter keeps rounding off the edge.
    const share = count === 1 ? 0 : Math.min(1, (index + 0.25) / (count - 1));
    const value = this.#sketch.getValueAtQuantile(share) / SKETCH_UNITS_PER_MS;
    // The exact ends are known, and no quantile lies beyond them.
    return Math.min(this.#maxMs, Math.max(this.#minMs, value));
  }

  get count(): number {
    return this.#sketch.count;
  }

  /** Sum of all values; 0 while empty. */
  get sum(): number {
    return this.#sumMs;
  }

  /** Smallest value; undefined while empty. */
  get min(): number | undefined {
    return this.count === 0 ? undefined : this.#minMs;
  }

  /** Largest value; undefined while empty. */
  get max(): number | undefined {
    return this.count === 0 ? undefined : this.#maxMs;
  }

  /** Adds all values of another sketch, which stays as it is. */
  merge(other: DurationSketch): void {
    this.#sketch.merge(other.#sketch);
    this.#sumMs += other.#sumMs;
    this.#minMs = Math.min(this.#minMs, other.#minMs);
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }
}
