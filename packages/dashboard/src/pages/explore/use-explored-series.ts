import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type MeasureName, type Timeseries, timeseriesQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { type ChartKind, groupedSeries, pointsOf, type TimeSeries } from "../../charts/time-series.ts";
import { type Explored, type ExploredMeasure, measuresOf, viewBefore } from "./explored.ts";
import { seriesBefore } from "./series-before.ts";

/** Series with a colour of their own, beside the rest. */
const SHOWN = 7;

/** Keys asked for of the time before: those of now may have been small then. */
const SHOWN_BEFORE = 100;

/** Asked beside what is looked at, to tell "nothing" from "nothing known". */
const BESIDE = ["calls", "pricedCalls", "unpricedCalls"] as const satisfies readonly MeasureName[];

const NONE: readonly TimeSeries[] = [];

/** The answer about what is looked at, and the series to draw: of now, and of the time before where it is compared. */
export function useExploredSeries({ measure, by, isCompared }: Explored, kind: ChartKind) {
  const { t } = useTranslation();
  const view = useView();
  const measures = useMemo(() => measuresOf(measure), [measure]);
  const groupBy = by === "nothing" || measures.length > 1 ? undefined : by;
  const asked = [...new Set<MeasureName>([...measures, ...BESIDE])];
  const answer = useQuery(
    timeseriesQuestion({ view, measures: asked, groupBy, limit: SHOWN, isCoarse: kind === "bar" }),
  );
  const { data } = answer;
  const { data: before, isPlaceholderData: isOld } = useQuery({
    ...timeseriesQuestion({
      view: data === undefined ? view : viewBefore(view, data.range),
      measures,
      groupBy,
      limit: SHOWN_BEFORE,
      step: data?.step,
    }),
    enabled: isCompared && data !== undefined && !answer.isPlaceholderData,
  });
  const now = useMemo(() => {
    if (data === undefined) return NONE;
    if (groupBy === undefined) return wholeSeries(data, measures, (name) => t(`measure.${name}`));
    const names = { none: t("filter.none"), other: t("overview.other") };
    return measures.flatMap((name) => groupedSeries(data, name, names));
  }, [data, measures, groupBy, t]);
  const earlier = useMemo(() => {
    if (!isCompared || before === undefined || isOld) return NONE;
    return measures
      .flatMap((name, place) =>
        seriesBefore(groupBy === undefined ? now.slice(place, place + 1) : now, before, name),
      )
      .map((one) => ({ ...one, name: t("chart.before", { name: one.name }) }));
  }, [now, before, isOld, isCompared, measures, groupBy, t]);
  const series = useMemo(() => [...now, ...earlier], [now, earlier]);
  return { answer, series, groupBy };
}

function wholeSeries(
  { times, series }: Timeseries,
  measures: readonly MeasureName[],
  nameOf: (measure: Exclude<ExploredMeasure, `${string}Quantiles`>) => string,
): readonly TimeSeries[] {
  return measures.map((name) => ({
    name: nameOf(name),
    points: pointsOf(times, series[0]?.values[name] ?? []),
  }));
}
