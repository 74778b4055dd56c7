import { HOUR_MS } from "../../storage/span-row.ts";
import type { TimeRange } from "../time-range.ts";

export const DAY_MS = 24 * HOUR_MS;

/** Starts of the days of UTC that cover a range, epoch milliseconds: sums by day can answer for them. */
export function dayStarts(range: TimeRange): readonly number[] {
  return startsOf(range, DAY_MS);
}

/** Starts of the days or hours of UTC that cover a range, epoch milliseconds. */
export function startsOf({ from, to }: TimeRange, lengthMs: number): readonly number[] {
  const starts: number[] = [];
  for (let at = Math.floor(from / lengthMs) * lengthMs; at < to; at += lengthMs) starts.push(at);
  return starts;
}

/** What of a range lies in its last day of UTC. */
export function lastDayOf({ from, to }: TimeRange): TimeRange {
  return { from: Math.max(from, Math.floor((to - 1) / DAY_MS) * DAY_MS), to };
}
