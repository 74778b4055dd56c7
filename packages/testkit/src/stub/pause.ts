import type { Clock } from "@breakwater/core/time/clock";

/** Resolves after `ms` milliseconds of the clock, or as soon as the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (!(ms > 0) || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clock.clearTimer(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = clock.setTimer(finish, ms);
    signal.addEventListener("abort", finish);
  });
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
