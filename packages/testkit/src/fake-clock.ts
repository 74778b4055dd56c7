import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, TimerHandle } from "@breakwater/core/time/clock";

/** 2026-01-15T12:00:00Z: a Thursday noon far from any daylight-saving change. */
export const FAKE_CLOCK_START_MS = Date.UTC(2026, 0, 15, 12);

/** Event-loop turns given to promises and loopback I/O before and after each timer. */
const TURNS_PER_STEP = 5;
/** A timer that re-arms itself with no delay would otherwise keep `advance` busy for ever. */
const MAX_RUNS_PER_ADVANCE = 100_000;

/** A clock that stands still until a test turns it. */
export interface FakeClock extends Clock {
  /** Timers that have neither run nor been cleared. */
  readonly pendingTimers: number;
  /**
   * Lets `ms` milliseconds pass: runs the timers that fall due, in order of their due time, and lets promises settle
   * between them. Rejects with what a timer throws, and with an Error when 100,000 timers ran in one call.
   */
  advance(ms: number): Promise<void>;
  /**
   * Sets the time of day, forwards or backwards, as an administrator does: no timer runs, and timers already set
   * still wait for the rest of their own delay.
   */
  set(ms: number): void;
}

interface PendingTimer {
  readonly run: () => void;
  readonly dueElapsedMs: number;
}

/** Makes a fake clock that shows `startMs` (epoch milliseconds). */
export function createFakeClock(startMs: number = FAKE_CLOCK_START_MS): FakeClock {
  // Timers count elapsed time, which never jumps; the shown time is an offset on it, which `set` may change.
  let elapsedMs = 0;
  let offsetMs = startMs;
  const timers = new Set<PendingTimer>();

  async function advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`time only passes forwards: ${ms}; use set() to jump`);
    const targetMs = elapsedMs + ms;
    await settle();
    for (let runs = 0; ; runs += 1) {
      const next = earliest(timers);
      if (next === undefined || next.dueElapsedMs > targetMs) break;
      if (runs === MAX_RUNS_PER_ADVANCE)
        throw new Error(`${runs} timers ran within ${ms} ms: does one re-arm itself?`);
      timers.delete(next);
      elapsedMs = Math.max(elapsedMs, next.dueElapsedMs);
      next.run();
      await settle();
    }
    elapsedMs = Math.max(elapsedMs, targetMs);
  }

  return {
    now: () => offsetMs + elapsedMs,
    setTimer(run: () => void, delayMs: number): TimerHandle {
      const timer: PendingTimer = { run, dueElapsedMs: elapsedMs + Math.max(0, delayMs) };
      timers.add(timer);
      return timer;
    },
    clearTimer(timer: TimerHandle): void {
      timers.delete(timer as PendingTimer);
    },
    get pendingTimers() {
      return timers.size;
    },
    advance,
    set(ms: number): void {
      offsetMs = ms - elapsedMs;
    },
  };
}

/** A Set keeps insertion order, so that of two timers due together the older one is found first. */
function earliest(timers: ReadonlySet<PendingTimer>): PendingTimer | undefined {
  let first: PendingTimer | undefined;
  for (const timer of timers) {
    if (first === undefined || timer.dueElapsedMs < first.dueElapsedMs) first = timer;
  }
  return first;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS_PER_STEP; turn += 1) await nextTurn();
}
