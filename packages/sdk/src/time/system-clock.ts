import type { Clock, TimerHandle } from "@breakwater/core/time/clock";

/** A step of the system's clock beyond this is followed; smaller differences are the two clocks' granularity. */
const RESYNC_MS = 25;

/**
 * The system's clock: wall-clock milliseconds with microsecond fractions, running on the monotonic clock between
 * steps of the wall clock, so that durations are exact and a corrected or suspended machine is followed.
 */
export function createSystemClock(): Clock {
  let offset = Date.now() - performance.now();
  return {
    now() {
      const monotonic = performance.now();
      const wall = Date.now();
      const now = offset + monotonic;
      if (Math.abs(now - wall) <= RESYNC_MS) return now;
      offset = wall - monotonic;
      return wall;
    },
    setTimer(run: () => void, delayMs: number): TimerHandle {
      const timer = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
      timer.unref();
      return timer;
    },
    clearTimer(timer: TimerHandle) {
      if (timer instanceof Object && "hasRef" in timer) clearTimeout(timer as NodeJS.Timeout);
    },
  };
}
