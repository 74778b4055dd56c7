import type { Timeseries } from "../api/questions.ts";

/** Which colour a series has: its place among others, or what it stands for. */
export type SeriesTone = "good" | "bad" | "accent" | "rest";

/** One line, area or row of bars. */
export interface TimeSeries {
  readonly name: string;
  /** What a click on it filters by; absent where there is nothing to filter. */
  readonly key?: string;
  /** Start of a step in epoch milliseconds, and the value there; null where nothing was measured. */
  readonly points: readonly (readonly [at: number, value: number | null])[];
  /** By its place among the others when absent. */
  readonly tone?: SeriesTone;
  /** The same question about the time before. */
  readonly isBefore?: boolean;
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
    if (isOther) return { name: other, points, tone: "rest" };
    return { name: key === undefined || key === "" ? none : key, key: key ?? "", points };
  });
}

/** Steps and their values, side by side. */
export function pointsOf(
  times: readonly string[],
  values: readonly (number | null)[],
): readonly (readonly [number, number | null])[] {
  return times.map((time, index) => [Date.parse(time), values[index] ?? null]);
}
