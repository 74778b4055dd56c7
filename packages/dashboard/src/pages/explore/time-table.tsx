import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type MeasureName, type Timeseries, timeseriesQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { zoomed } from "../../app/view.ts";
import { endOfStep } from "../../charts/chart-layers.ts";
import { pointsOf } from "../../charts/time-series.ts";
import { formatSpan } from "../../format/format-values.ts";
import { TIME_ZONE } from "../../format/use-format.ts";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type ExploredMeasure, measuresOf } from "./explored.ts";
import { useMeasureText } from "./use-measure-text.ts";

interface Row {
  readonly from: number;
  readonly to: number;
  readonly values: Readonly<Partial<Record<MeasureName, number | null>>>;
}

/** The measure step by step, newest first; a click on a time narrows the page to it. */
export function TimeTable({ measure }: { readonly measure: ExploredMeasure }) {
  const { t, i18n } = useTranslation();
  const textOf = useMeasureText();
  const view = useView();
  const change = useChangeView();
  const shown = [...new Set<MeasureName>([...measuresOf(measure), "calls"])];
  const measures = [...new Set<MeasureName>([...shown, "pricedCalls", "unpricedCalls"])];
  const answer = useQuery(timeseriesQuestion({ view, measures, isCoarse: true }));
  const columns: readonly DataColumn<Row>[] = [
    {
      id: "time",
      header: t("explore.time", { zone: TIME_ZONE }),
      cell: ({ from, to }) => (
        <button type="button" onClick={() => change(zoomed(view, from, to))} className="hover:underline">
          {formatSpan({ from, to }, i18n.language, TIME_ZONE)}
        </button>
      ),
    },
    ...shown.map((name) => ({
      id: name,
      header: t(`measure.${name as Exclude<ExploredMeasure, `${string}Quantiles`>}`),
      isNumber: true,
      cell: ({ values }: Row) => textOf(name, values),
    })),
  ];
  return (
    <Panel title={t(`measure.${measure}`)}>
      <Answer of={answer} className="min-h-80">
        {(data) => (
          <DataTable
            label={t(`measure.${measure}`)}
            columns={columns}
            rows={rowsOf(data)}
            keyOf={({ from }) => String(from)}
            empty={t("explore.empty")}
          />
        )}
      </Answer>
    </Panel>
  );
}

function rowsOf({ times, series }: Timeseries): readonly Row[] {
  const points = pointsOf(times, []);
  const lines = Object.entries(series[0]?.values ?? {}) as [MeasureName, readonly (number | null)[]][];
  return points
    .map(([from], index) => ({
      from,
      to: endOfStep(points, index),
      values: Object.fromEntries(lines.map(([name, values]) => [name, values[index] ?? null])),
    }))
    .filter(({ values }) => values.calls !== 0)
    .toReversed();
}
