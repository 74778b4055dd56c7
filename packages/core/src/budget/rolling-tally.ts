import type { Tally, WindowState } from "./tally.ts";

/**
 * A rolling window is counted in this many buckets. A bucket leaves the window as a whole, when its last moment
 * does: spend counts up to 1/288 of the window too long (5 minutes of 24 hours), never too short.
 */
const BUCKETS_PER_WINDOW = 288;

/** Twice the window, so that a clock set back by up to its length finds what it left. */
const BUCKETS_KEPT = 2 * BUCKETS_PER_WINDOW + 2;

interface Bucket {
  readonly start: number;
  spent: number;
  foreign: number;
  denied: number;
}

/** Sums of a budget over the last `rollingMs`. */
export class RollingTally implements Tally {
  readonly #rollingMs: number;
  readonly #bucketMs: number;
  /** Ascending by start. */
  #buckets: Bucket[] = [];
  #held = 0;
  #announced = 0;

  constructor(rollingMs: number) {
    this.#rollingMs = rollingMs;
    this.#bucketMs = Math.max(1, Math.ceil(rollingMs / BUCKETS_PER_WINDOW));
  }

  stateAt(startedAt: number): WindowState {
    return {
      spent: this.#spentAt(startedAt),
      held: this.#held,
      start: startedAt - this.#rollingMs,
      end: startedAt,
    };
  }

  addHeld(_startedAt: number, nanos: number): void {
    this.#held += nanos;
  }

  addSpent(startedAt: number, nanos: number, isForeign: boolean): void {
    const bucket = this.#bucketAt(startedAt);
    bucket.spent += nanos;
    if (isForeign) bucket.foreign += nanos;
  }

  addDenied(startedAt: number): void {
    this.#bucketAt(startedAt).denied += 1;
  }

  deniedAt(startedAt: number): number {
    return this.#sumAt(startedAt, "denied");
  }

  announcedAt(startedAt: number): number {
    // Spend leaves a rolling window bit by bit: the notices start afresh once it is empty.
    if (this.#spentAt(startedAt) === 0) this.#announced = 0;
    return this.#announced;
  }

  raiseAnnounced(_startedAt: number, count: number): void {
    this.#announced = Math.max(this.#announced, count);
  }

  freeAt(now: number, neededNanos: number): number {
    let freed = 0;
    for (const bucket of this.#buckets) {
      if (!this.#isActive(bucket, now)) continue;
      freed += bucket.spent;
      if (freed >= neededNanos) return bucket.start + this.#bucketMs + this.#rollingMs;
    }
    return now + this.#rollingMs;
  }

  isIdle(now: number): boolean {
    return this.#held === 0 && this.#spentAt(now) === 0;
  }

  ownSpend(): [number, number][] {
    return this.#buckets
      .filter((bucket) => bucket.spent !== bucket.foreign)
      .map((bucket) => [bucket.start, bucket.spent - bucket.foreign]);
  }

  #isActive(bucket: Bucket, now: number): boolean {
    return bucket.start + this.#bucketMs > now - this.#rollingMs;
  }

  #spentAt(now: number): number {
    return this.#sumAt(now, "spent");
  }

  #sumAt(now: number, what: "spent" | "denied"): number {
    let sum = 0;
    for (let index = this.#buckets.length - 1; index >= 0; index -= 1) {
      const bucket = this.#buckets[index];
      if (!bucket || !this.#isActive(bucket, now)) break;
      sum += bucket[what];
    }
    return sum;
  }

  #bucketAt(at: number): Bucket {
    const start = Math.floor(at / this.#bucketMs) * this.#bucketMs;
    let index = this.#buckets.length;
    while (index > 0 && (this.#buckets[index - 1]?.start ?? 0) >= start) index -= 1;
    const found = this.#buckets[index];
    if (found?.start === start) return found;
    const created: Bucket = { start, spent: 0, foreign: 0, denied: 0 };
    this.#buckets.splice(index, 0, created);
    if (this.#buckets.length > BUCKETS_KEPT) this.#buckets.shift();
    return created;
  }
}
