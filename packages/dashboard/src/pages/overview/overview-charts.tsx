import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { timeseriesQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed, zoomed } from "../../app/view.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { groupedSeries, pointsOf, type TimeSeries } from "../../charts/time-series.ts";
import { formatCount, formatDuration, formatLength, formatMoney } from "../../format/format-values.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";

/** Money over time, by model. */
export function CostChart({ className }: { readonly className?: string }) {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const answer = useQuery(
    timeseriesQuestion({
      view,
      measures: ["costNanos", "pricedCalls", "unpricedCalls"],
      groupBy: "model",
      limit: 7,
      isCoarse: true,
    }),
  );
  const { data } = answer;
  const names = useMemo(() => ({ none: t("filter.none"), other: t("overview.other") }), [t]);
  const series = useMemo(() => (data ? groupedSeries(data, "costNanos", names) : []), [data, names]);
  return (
    <Panel title={t("overview.costByModel")} note="USD" {...(className !== undefined && { className })}>
      <Answer of={answer} className="min-h-64">
        {() => (
          <TimeChart
            label={t("overview.costByModel")}
            series={series}
            kind="bar"
            format={formatMoney}
            onZoom={(from, to) => change(zoomed(view, from, to))}
            onSeries={(model) => change(narrowed(view, "model", model))}
          />
        )}
      </Answer>
    </Panel>
  );
}

/** Calls over time, good and failed. */
export function OutcomeChart() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const answer = useQuery(timeseriesQuestion({ view, measures: ["calls", "errors"], isCoarse: true }));
  const { data } = answer;
  const series = useMemo((): readonly TimeSeries[] => {
    const { calls = [], errors = [] } = data?.series[0]?.values ?? {};
    const times = data?.times ?? [];
    const good = calls.map((count, index) => (count ?? 0) - (errors[index] ?? 0));
    return [
      { name: t("overview.ok"), tone: "accent", points: pointsOf(times, good) },
      { name: t("overview.failedCalls"), tone: "bad", points: pointsOf(times, errors) },
    ];
  }, [data, t]);
  return (
    <Panel title={t("overview.outcomes")}>
      <Answer of={answer} className="min-h-64">
        {() => (
          <TimeChart
            label={t("overview.outcomes")}
            series={series}
            kind="bar"
            format={formatCount}
            onZoom={(from, to) => change(zoomed(view, from, to))}
          />
        )}
      </Answer>
    </Panel>
  );
}

const QUANTILES = [
  ["latencyP50Ms", "p50"],
  ["latencyP95Ms", "p95"],
  ["latencyP99Ms", "p99"],
] as const;

/** Latency over time, by quantile. */
export function LatencyChart() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const measures = QUANTILES.map(([measure]) => measure);
  const answer = useQuery(timeseriesQuestion({ view, measures }));
  const { data } = answer;
  const series = useMemo(
    () =>
      QUANTILES.map(([measure, name]) => ({
        name,
        points: pointsOf(data?.times ?? [], data?.series[0]?.values[measure] ?? []),
      })),
    [data],
  );
  return (
    <Panel title={t("overview.latencies")} note={t("explore.measured")}>
      <Answer of={answer} className="min-h-64">
        {() => (
          <TimeChart
            label={t("overview.latencies")}
            series={series}
            kind="line"
            format={formatDuration}
            formatTick={formatLength}
            onZoom={(from, to) => change(zoomed(view, from, to))}
          />
        )}
      </Answer>
    </Panel>
  );
}
