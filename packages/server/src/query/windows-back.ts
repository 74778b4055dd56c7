import { HOUR_MS } from "../storage/span-row.ts";
import type { TimeRange } from "./time-range.ts";

/** How much longer each stretch is than the one before: what is seldom is found in few steps. */
const GROWTH = 4;

/**
 * A range in stretches from its end back, whole hours but for both ends, each longer than the one before. Whoever
 * looks for the newest few finds them in the first stretch, without sorting a day; whoever looks for what is seldom
 * has read the whole range after a handful.
 */
export function* windowsBack({ from, to }: TimeRange): Generator<TimeRange> {
  let end = to;
  let lengthMs = HOUR_MS;
  while (end > from) {
    const start = Math.max(from, Math.ceil((end - lengthMs) / HOUR_MS) * HOUR_MS);
    const window = { from: start < end ? start : Math.max(from, end - HOUR_MS), to: end };
    yield window;
    end = window.from;
    lengthMs *= GROWTH;
  }
}
