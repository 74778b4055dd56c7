import { sum } from "d3-array";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { MeasureName, Timeseries } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { zoomed } from "../../app/view.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import type { ChartKind } from "../../charts/time-series.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { addsUp, type Explored, formatOf, measuresOf, narrowedTo, tickFormatOf } from "./explored.ts";
import { useExploredSeries } from "./use-explored-series.ts";

interface ExploreChartProps {
  readonly explored: Explored;
  readonly draw: ChartKind;
}

/** The measure over time, split or set against the time before. */
export function ExploreChart({ explored, draw }: ExploreChartProps) {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const { measure, by } = explored;
  const kind = addsUp(measure) ? draw : "line";
  const { answer, series, groupBy } = useExploredSeries(explored, kind);
  const title = t(`measure.${measure}`);
  return (
    <Panel title={title} note={noteOf(explored, answer.data, t)}>
      <Answer of={answer} className="min-h-88">
        {(data) =>
          isEmpty(data, measuresOf(measure)) ? (
            <EmptyNotice>{t("explore.empty")}</EmptyNotice>
          ) : (
            <TimeChart
              label={title}
              series={series}
              kind={kind}
              addsUp={addsUp(measure)}
              format={formatOf(measure)}
              formatTick={tickFormatOf(measure)}
              range={{ from: Date.parse(data.range.from), to: Date.parse(data.range.to) }}
              className="h-80"
              onZoom={(from, to) => change(zoomed(view, from, to))}
              {...(groupBy !== undefined && {
                onSeries: (key: string) => change(narrowedTo(view, groupBy, key)),
              })}
            />
          )
        }
      </Answer>
      {by !== "nothing" && groupBy === undefined && (
        <p className="mt-2 text-xs text-quiet">{t("explore.notSplit")}</p>
      )}
    </Panel>
  );
}

/** The unit, and what the numbers leave out. */
function noteOf({ measure }: Explored, data: Timeseries | undefined, t: TFunction): string {
  if (!/Nanos$/.test(measure)) return /Ms$|Quantiles$/.test(measure) ? t("explore.measured") : "";
  const unpriced = data === undefined ? 0 : sumOf(data, "unpricedCalls");
  return unpriced === 0 ? "USD" : `USD · ${t("overview.unpriced", { count: unpriced })}`;
}

/** Whether nothing was called, and nothing else is known. */
function isEmpty(data: Timeseries, measures: readonly MeasureName[]): boolean {
  return [...measures, "calls" as const].every((measure) => sumOf(data, measure) === 0);
}

function sumOf({ series }: Timeseries, measure: MeasureName): number {
  return sum(series, ({ values }) => sum(values[measure] ?? []));
}
