import type { Clock, TimerHandle } from "@breakwater/core/time/clock";

/** Platform timers overflow past 2^31 - 1 ms; the alarm looks again at the latest after a day. */
const MAX_DELAY_MS = 86_400_000;

/** One timer for whatever comes first. */
export class Alarm {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #ring: () => void;
  #timer: TimerHandle | undefined;
  #at = Infinity;

  /** `now` is the time that `ringBy` counts on. */
  constructor(clock: Clock, now: () => number, ring: () => void) {
    this.#clock = clock;
    this.#now = now;
    this.#ring = ring;
  }

  /** Rings once, no later than `at` (`Infinity` = need not ring). */
  ringBy(at: number): void {
    if (at >= this.#at) return;
    this.stop();
    this.#at = at;
    const delayMs = Math.min(MAX_DELAY_MS, Math.max(0, Math.ceil(at - this.#now())));
    this.#timer = this.#clock.setTimer(() => {
      this.#timer = undefined;
      this.#at = Infinity;
      this.#ring();
    }, delayMs);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#at = Infinity;
  }
}
