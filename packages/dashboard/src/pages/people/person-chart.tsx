import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { timeseriesQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed, type View, zoomed } from "../../app/view.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { groupedSeries } from "../../charts/time-series.ts";
import { formatMoney } from "../../format/format-values.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";

/** What one user or session spent, over time and by model. */
export function PersonChart({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const shown = useView();
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
  const series = useMemo(
    () =>
      data ? groupedSeries(data, "costNanos", { none: t("filter.none"), other: t("overview.other") }) : [],
    [data, t],
  );
  return (
    <Panel title={t("people.byModel")} note="USD">
      <Answer of={answer}>
        {() => (
          <TimeChart
            label={t("people.byModel")}
            series={series}
            kind="bar"
            format={formatMoney}
            onZoom={(from, to) => change(zoomed(shown, from, to))}
            onSeries={(model) => change(narrowed(shown, "model", model))}
            className="h-44"
          />
        )}
      </Answer>
    </Panel>
  );
}
