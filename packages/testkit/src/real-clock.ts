import type { Clock, TimerHandle } from "@breakwater/core/time/clock";

/** The machine's clock, for the kit's own servers; its timers never keep the process alive. */
export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    setTimer: (run: () => void, delayMs: number): TimerHandle => setTimeout(run, delayMs).unref(),
    clearTimer: (timer: TimerHandle) => clearTimeout(timer as NodeJS.Timeout),
  };
}
