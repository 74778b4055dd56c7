import { sum } from "d3-array";
import type { Timeseries } from "../api/questions.ts";

/** Which colour a series has when not one of its own: what it stands for. */
export type SeriesTone = "good" | "bad" | "accent" | "rest";

/** Start of a step in epoch milliseconds, and the value there; null where nothing was measured. */
export type SeriesPoint = readonly [at: number, value: number | null];

/** One line, area or row of bars. */
export interface TimeSeries {
  readonly name: string;
  /** What a click on it filters by, and what its colour is kept for; absent where there is nothing to filter. */
  readonly key?: string;
  readonly points: readonly SeriesPoint[];
  readonly tone?: SeriesTone;
  /** The same question about an earlier time, moved later by this many milliseconds to lie under the time shown. */
  readonly movedMs?: number;
  /** Of money: for how many calls it is known, and for how many it is not. */
  readonly pricing?: { readonly pricedCalls: number; readonly unpricedCalls: number };
}

/** How series are drawn. */
export type ChartKind = "line" | "area" | "bar";

/** How the series of a group are called. */
export interface SeriesNames {
  /** Calls without a value of the group. */
  readonly none: string;
  /** All keys that have no line of their own. */
  readonly other: string;
}

/** The lines of one measure, by group. */
export function groupedSeries(
  { times, series }: Pick<Timeseries, "times" | "series">,
  measure: keyof Timeseries["series"][number]["values"],
  { none, other }: SeriesNames,
): readonly TimeSeries[] {
  return series.map(({ key, isOther, values }): TimeSeries => {
    const points = pointsOf(times, values[measure] ?? []);
    const { pricedCalls, unpricedCalls } = values;
    const pricing = measure === "costNanos" &&
      pricedCalls &&
      unpricedCalls && {
        pricing: { pricedCalls: sum(pricedCalls), unpricedCalls: sum(unpricedCalls) },
      };
    if (isOther) return { name: other, points, tone: "rest", ...pricing };
    return { name: key === undefined || key === "" ? none : key, key: key ?? "", points, ...pricing };
  });
}

/** Steps and their values, side by side. */
export function pointsOf(
  times: readonly string[],
  values: readonly (number | null)[],
): readonly SeriesPoint[] {
  return times.map((time, index) => [Date.parse(time), values[index] ?? null]);
}
