/** A clock set back by less than this is waited for; by more, time goes on from where it was. */
const WAITED_FOR_MS = 5_000;

/**
 * Turns times of day into a time that never goes back, for windows: without it, what happened before the clock was set
 * back by an hour would count for an hour too long.
 */
export class ForwardTime {
  #offsetMs = 0;
  #latest = Number.NEGATIVE_INFINITY;

  /** The forward time (milliseconds) at the time of day `now` (epoch milliseconds). */
  at(now: number): number {
    const time = now + this.#offsetMs;
    if (time >= this.#latest) this.#latest = time;
    // Callers take their `now` a moment apart: following each of their steps back would make time drift ahead.
    else if (this.#latest - time > WAITED_FOR_MS) this.#offsetMs += this.#latest - time;
    return this.#latest;
  }
}
