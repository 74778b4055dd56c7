/** About this many lines across a chart. */
const VALUE_TICKS = 4;

/** Round values from 0 up to the first at or above `most`, about four of them. */
export function valueTicks(most: number): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / VALUE_TICKS;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * magnitude >= rough) ?? 10;
  const step = factor * magnitude;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps that people count time in. */
const TIME_STEPS = [
  1_000,
  5_000,
  15_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY_MS),
] as const;

/** A stretch of time; epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Moments to name on a time axis, on the hours and days of the clock that `offsetOf` tells. */
export interface TimeTick {
  readonly at: number;
  /** The day begins here, or days are all that is named: a date says more than a time. */
  readonly isDay: boolean;
}

/**
 * Round moments of a stretch, at most `most`.
 *
 * @param offsetOf how far the clock on the wall is ahead of UTC at a moment, in milliseconds
 */
export function timeTicks(
  { from, to }: Stretch,
  most: number,
  offsetOf: (at: number) => number,
): readonly TimeTick[] {
  const step = TIME_STEPS.find((one) => (to - from) / one <= most) ?? TIME_STEPS.at(-1) ?? DAY_MS;
  const ticks: TimeTick[] = [];
  for (let wall = Math.ceil((from + offsetOf(from)) / step) * step; ; wall += step) {
    // The offset just there, not that of the start: clocks may change between.
    const at = wall - offsetOf(wall - offsetOf(from));
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, isDay: step >= DAY_MS || wall % DAY_MS === 0 });
  }
}

/** How far the browser's clock is ahead of UTC. */
export function browserOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * MINUTE_MS;
}
