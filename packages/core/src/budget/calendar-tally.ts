import type { CalendarUnit } from "./budget-definition.ts";
import { calendarSpanAt, type TimeSpan } from "./calendar-window.ts";
import type { Tally, WindowState } from "./tally.ts";

interface CalendarWindow {
  readonly start: number;
  readonly end: number;
  spent: number;
  foreign: number;
  held: number;
  denied: number;
  announced: number;
}

/**
 * Windows kept per account besides those that calls in flight still belong to: the current one and a few more, so
 * that a clock set back finds its windows as it left them.
 */
const WINDOWS_KEPT = 4;

/** Spans are the same for all accounts of a window kind: one small shared memory of the last ones. */
const spanMemory = new Map<string, TimeSpan[]>();
const SPANS_REMEMBERED = 8;

function spanAt(window: { every: CalendarUnit; timeZone: string }, at: number): TimeSpan {
  const name = `${window.every}|${window.timeZone}`;
  const known = spanMemory.get(name) ?? [];
  for (const span of known) if (span.start <= at && at < span.end) return span;
  const span = calendarSpanAt(window.every, window.timeZone, at);
  if (spanMemory.size > 64) spanMemory.clear();
  spanMemory.set(name, [span, ...known].slice(0, SPANS_REMEMBERED));
  return span;
}

/** Sums of a budget that starts afresh at calendar boundaries. */
export class CalendarTally implements Tally {
  readonly #window: { readonly every: CalendarUnit; readonly timeZone: string };
  /** Ascending by start. */
  #windows: CalendarWindow[] = [];

  constructor(window: { readonly every: CalendarUnit; readonly timeZone: string }) {
    this.#window = window;
  }

  stateAt(startedAt: number): WindowState {
    return this.#find(startedAt) ?? { spent: 0, held: 0, ...spanAt(this.#window, startedAt) };
  }

  addHeld(startedAt: number, nanos: number): void {
    this.#at(startedAt).held += nanos;
  }

  addSpent(startedAt: number, nanos: number, isForeign: boolean): void {
    const window = this.#at(startedAt);
    window.spent += nanos;
    if (isForeign) window.foreign += nanos;
  }

  addDenied(startedAt: number): void {
    this.#at(startedAt).denied += 1;
  }

  deniedAt(startedAt: number): number {
    return this.#find(startedAt)?.denied ?? 0;
  }

  announcedAt(startedAt: number): number {
    return this.#find(startedAt)?.announced ?? 0;
  }

  raiseAnnounced(startedAt: number, count: number): void {
    const window = this.#at(startedAt);
    window.announced = Math.max(window.announced, count);
  }

  freeAt(now: number): number {
    return this.stateAt(now).end;
  }

  isIdle(now: number): boolean {
    return this.#windows.every((window) => window.held === 0 && window.end <= now);
  }

  ownSpend(): [number, number][] {
    return this.#windows
      .filter((window) => window.spent !== window.foreign)
      .map((window) => [window.start, window.spent - window.foreign]);
  }

  #find(at: number): CalendarWindow | undefined {
    for (let index = this.#windows.length - 1; index >= 0; index -= 1) {
      const window = this.#windows[index];
      if (window && window.start <= at && at < window.end) return window;
    }
    return undefined;
  }

  #at(at: number): CalendarWindow {
    const found = this.#find(at);
    if (found) return found;
    const span = spanAt(this.#window, at);
    const created: CalendarWindow = { ...span, spent: 0, foreign: 0, held: 0, denied: 0, announced: 0 };
    this.#windows = [...this.#windows, created].sort((a, b) => a.start - b.start);
    this.#dropOldest(created);
    return created;
  }

  /** Windows that hold something are kept besides: they must not push out one that a clock set back finds again. */
  #dropOldest(created: CalendarWindow): void {
    const idle = this.#windows.filter((window) => window.held === 0 && window !== created);
    if (idle.length >= WINDOWS_KEPT) this.#windows = this.#windows.filter((window) => window !== idle[0]);
  }
}
