import type { BudgetWindow } from "@breakwater/core/budget/budget-definition";
import { calendarSpanAt, type TimeSpan } from "@breakwater/core/budget/calendar-window";

/** The window of a budget that holds the instant `now`, epoch milliseconds; a rolling one ends with it. */
export function windowAt(window: BudgetWindow, now: number): TimeSpan {
  return "every" in window
    ? calendarSpanAt(window.every, window.timeZone, now)
    : { start: now - window.rollingMs, end: now };
}

/** The window at `now` and those before it, `count` in all, oldest first. */
export function windowsBefore(window: BudgetWindow, now: number, count: number): readonly TimeSpan[] {
  const spans = [windowAt(window, now)];
  while (spans.length < count) {
    const next = spans[0];
    if (next === undefined) break;
    spans.unshift(
      "every" in window
        ? calendarSpanAt(window.every, window.timeZone, next.start - 1)
        : { start: next.start - window.rollingMs, end: next.start },
    );
  }
  return spans;
}
