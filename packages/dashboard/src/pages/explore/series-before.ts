import type { MeasureName, Timeseries } from "../../api/questions.ts";
import { pointsOf, type TimeSeries } from "../../charts/time-series.ts";

type Answered = Pick<Timeseries, "range" | "times" | "series">;

/**
 * The series of the time before, each under the one that it belongs to and moved under its time. One whose key was not
 * asked for by itself then (too small) is left out: nobody knows it.
 */
export function seriesBefore(
  shown: readonly TimeSeries[],
  before: Answered,
  measure: MeasureName,
): readonly TimeSeries[] {
  const movedMs = Date.parse(before.range.to) - Date.parse(before.range.from);
  const times = before.times.map((time) => new Date(Date.parse(time) + movedMs).toISOString());
  const keys = new Set(shown.filter(({ tone }) => tone !== "rest").map(({ key = "" }) => key));
  const isWhole = !before.series.some(({ isOther }) => isOther);
  return shown.flatMap(({ name, key, tone }): readonly TimeSeries[] => {
    const own = before.series.find((one) => !one.isOther && (one.key ?? "") === (key ?? ""));
    const nothing = isWhole ? times.map(() => 0) : undefined;
    const values = tone === "rest" ? restOf(before, keys, measure) : (own?.values[measure] ?? nothing);
    if (values === undefined) return [];
    return [
      {
        name,
        ...(key !== undefined && { key }),
        ...(tone && { tone }),
        points: pointsOf(times, values),
        movedMs,
      },
    ];
  });
}

/** The sum of all keys that are not shown by themselves now. */
function restOf(
  { series, times }: Answered,
  keys: ReadonlySet<string>,
  measure: MeasureName,
): readonly number[] {
  const rest = series.filter(({ key = "", isOther }) => isOther || !keys.has(key));
  return times.map((_, index) => rest.reduce((sum, { values }) => sum + (values[measure]?.[index] ?? 0), 0));
}
