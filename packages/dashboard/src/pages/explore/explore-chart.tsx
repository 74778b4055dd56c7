import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { timeseriesQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed, zoomed } from "../../app/view.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { groupedSeries, pointsOf, type TimeSeries } from "../../charts/time-series.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { addsUp, type Explored, formatOf, viewBefore } from "./explored.ts";

/** The measure over time, split or set against the time before. */
export function ExploreChart({ explored }: { readonly explored: Explored }) {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const { measure, by, draw } = explored;
  const groupBy = by === "nothing" ? undefined : by;
  const answer = useQuery(timeseriesQuestion({ view, measures: [measure], groupBy, limit: 7 }));
  const before = useSeriesBefore(explored, answer.data?.range);
  const { data } = answer;
  const series = useMemo(() => {
    if (data === undefined) return [];
    const whole = t(`measure.${measure}`);
    const names = { none: groupBy === undefined ? whole : t("filter.none"), other: t("overview.other") };
    return [...groupedSeries(data, measure, names), ...before];
  }, [data, before, measure, groupBy, t]);
  return (
    <Panel title={t(`measure.${measure}`)} {...(measure.endsWith("Nanos") && { note: "USD" })}>
      <Answer of={answer}>
        {() => (
          <TimeChart
            label={t(`measure.${measure}`)}
            series={series}
            kind={addsUp(measure) ? draw : "line"}
            format={formatOf(measure)}
            className="h-80"
            onZoom={(from, to) => change(zoomed(view, from, to))}
            {...(groupBy !== undefined && {
              onSeries: (key: string) => change(narrowed(view, groupBy, key)),
            })}
          />
        )}
      </Answer>
    </Panel>
  );
}

const NOTHING: readonly TimeSeries[] = [];

/** The same measure over the time before, moved under the time that is shown. */
function useSeriesBefore(
  { measure, isCompared }: Explored,
  range: { readonly from: string; readonly to: string } | undefined,
): readonly TimeSeries[] {
  const { t } = useTranslation();
  const view = useView();
  const { data } = useQuery({
    ...timeseriesQuestion({
      view: range === undefined ? view : viewBefore(view, range),
      measures: [measure],
    }),
    enabled: isCompared && range !== undefined,
  });
  return useMemo(() => {
    if (!isCompared || data === undefined) return NOTHING;
    const lengthMs = Date.parse(data.range.to) - Date.parse(data.range.from);
    const moved = data.times.map((time) => new Date(Date.parse(time) + lengthMs).toISOString());
    const values = data.series[0]?.values[measure] ?? [];
    return [{ name: t("explore.before"), points: pointsOf(moved, values), isBefore: true }];
  }, [isCompared, data, measure, t]);
}
