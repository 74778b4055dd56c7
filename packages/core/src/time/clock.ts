/** A pending timer; opaque to all but the clock that made it. */
export type TimerHandle = object;

/**
 * The only source of time. Implementations: the system's clock in `sdk`, the fake clock in `testkit`.
 * Pure code takes `now` as an argument instead.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions down to the microsecond where the platform has them. */
  now(): number;
  /** Calls `run` once after `delayMs`; never keeps the process alive. */
  setTimer(run: () => void, delayMs: number): TimerHandle;
  clearTimer(timer: TimerHandle): void;
}
