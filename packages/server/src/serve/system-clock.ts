import type { Clock, TimerHandle } from "@breakwater/core/time/clock";

/** The machine's clock. Its timers do not keep the process alive: the listening sockets do. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    setTimer: (run, delayMs): TimerHandle => setTimeout(run, delayMs).unref(),
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  };
}
