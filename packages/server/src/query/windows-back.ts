import { HOUR_MS } from "../storage/span-row.ts";
import type { TimeRange } from "./time-range.ts";

/** The first stretch, and how much longer each is than the one before. */
interface Growth {
  readonly firstMs: number;
  readonly factor: number;
}

/** Among many, the newest few are found in an hour; what is seldom, in few steps. */
const OF_MANY: Growth = { firstMs: HOUR_MS, factor: 4 };

/** Where an index finds what is asked for, another step costs more than a longer one. */
const OF_FEW: Growth = { firstMs: 24 * HOUR_MS, factor: 5 };

/**
 * A range in stretches from its end back, whole hours but for both ends, each longer than the one before. Whoever
 * looks for the newest few finds them in the first stretch, without sorting a day; whoever looks for what is seldom
 * has read the whole range after a handful.
 *
 * @param isOfFew Whether an index finds the few spans that are asked for.
 */
export function* windowsBack({ from, to }: TimeRange, isOfFew = false): Generator<TimeRange> {
  const { firstMs, factor } = isOfFew ? OF_FEW : OF_MANY;
  let end = to;
  let lengthMs = firstMs;
  while (end > from) {
    const start = Math.max(from, Math.ceil((end - lengthMs) / HOUR_MS) * HOUR_MS);
    const window = { from: start < end ? start : Math.max(from, end - HOUR_MS), to: end };
    yield window;
    end = window.from;
    lengthMs *= factor;
  }
}
