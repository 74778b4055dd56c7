import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { timeseriesQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { type View, zoomed } from "../../app/view.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { pointsOf, type TimeSeries } from "../../charts/time-series.ts";
import { formatCount } from "../../format/format-values.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { failingCalls } from "./failing-calls.ts";

/** How often an error happened over time. */
export function ErrorTrend({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const shown = useView();
  const change = useChangeView();
  const answer = useQuery(
    timeseriesQuestion({ view: failingCalls(view), measures: ["errors"], isCoarse: true }),
  );
  const { data } = answer;
  const series = useMemo((): readonly TimeSeries[] => {
    const points = pointsOf(data?.times ?? [], data?.series[0]?.values.errors ?? []);
    return [{ name: t("column.errors"), tone: "bad", points }];
  }, [data, t]);
  return (
    <Panel title={t("errors.trend")}>
      <Answer of={answer} className="min-h-44">
        {() => (
          <TimeChart
            label={t("errors.trend")}
            series={series}
            kind="bar"
            format={formatCount}
            className="h-44"
            onZoom={(from, to) => change(zoomed(shown, from, to))}
          />
        )}
      </Answer>
    </Panel>
  );
}
