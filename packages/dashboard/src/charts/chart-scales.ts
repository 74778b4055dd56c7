import { min, pairs } from "d3-array";
import { type ScaleTime, scaleLinear, scaleTime } from "d3-scale";

/** A stretch of time; epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where values lie on a plot, and which of them are named. */
export interface ValueScale {
  /** The highest value there is room for: a round one. */
  readonly most: number;
  /** How far below the top edge a value lies, in pixels. */
  readonly topOf: (value: number) => number;
  /** The value that lies so far below the top edge. */
  readonly valueAt: (top: number) => number;
  readonly ticks: readonly number[];
}

/** About this many lines across a chart. */
const VALUE_TICKS = 4;

/** Room for values from 0 up to a round one at or above `highest`, on a plot of that height. */
export function valueScale(highest: number, height: number): ValueScale {
  const isNothing = !(highest > 0);
  const scale = scaleLinear([0, isNothing ? 1 : highest], [height, 0]).nice(VALUE_TICKS);
  const ticks = scale.ticks(isNothing ? 1 : VALUE_TICKS);
  return { most: ticks.at(-1) ?? 1, topOf: scale, valueAt: scale.invert, ticks };
}

/** Where moments lie on a plot, in pixels from its left edge; on the clock of the browser. */
export type TimeScale = ScaleTime<number, number>;

/** Spreads a stretch of time over that many pixels. */
export function timeScale({ from, to }: Stretch, width: number): TimeScale {
  return scaleTime([from, to], [0, width]);
}

/** A moment to name on a time axis. */
export interface TimeTick {
  readonly at: number;
  /** A day begins here: a date says more than a time. */
  readonly isDay: boolean;
}

/** Room that the name of a moment should have, and what it needs at least, in pixels. */
const ROOM = { wanted: 80, least: 52 } as const;

/** Round hours and days of the browser's clock, as many as there is room for. */
export function timeTicks(scale: TimeScale): readonly TimeTick[] {
  const [left = 0, right = 0] = scale.range();
  let wanted = Math.max(1, Math.floor((right - left) / ROOM.wanted));
  let ticks = wholeSeconds(scale, wanted);
  // A number of ticks is a wish to the scale, which has them at what is round nearby.
  while (wanted > 1 && !haveRoom(ticks, scale)) ticks = wholeSeconds(scale, --wanted);
  return ticks.map((tick) => ({ at: tick.getTime(), isDay: isMidnight(tick) }));
}

/** Names go down to seconds: parts of one would be called by the same. */
function wholeSeconds(scale: TimeScale, wanted: number): readonly Date[] {
  return scale.ticks(wanted).filter((tick) => tick.getMilliseconds() === 0);
}

function haveRoom(ticks: readonly Date[], scale: TimeScale): boolean {
  const gaps = pairs(ticks, (tick, next) => scale(next) - scale(tick));
  return (min(gaps) ?? ROOM.least) >= ROOM.least;
}

/** Whether it is the day's first moment, which is not 0 o'clock where clocks go forward at midnight. */
function isMidnight(tick: Date): boolean {
  return new Date(tick).setHours(0, 0, 0, 0) === tick.getTime();
}
