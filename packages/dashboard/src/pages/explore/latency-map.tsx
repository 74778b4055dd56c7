import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { heatmapQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { zoomed } from "../../app/view.ts";
import { endOfStep } from "../../charts/chart-layers.ts";
import { HeatMap } from "../../charts/heat-map.tsx";
import type { HeatCell } from "../../charts/heat-shade.ts";
import { pointsOf } from "../../charts/time-series.ts";
import { formatSpan } from "../../format/format-values.ts";
import { TIME_ZONE, useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { callsOfField, within } from "./field-calls.ts";

/** How many calls took how long, over time: what quantiles hide. A field leads to its traces. */
export function LatencyMap() {
  const { t, i18n } = useTranslation();
  const { count, length } = useFormat();
  const view = useView();
  const change = useChangeView();
  const navigate = useNavigate();
  const answer = useQuery(heatmapQuestion(view));
  const { data } = answer;
  const points = useMemo(() => pointsOf(data?.times ?? [], []), [data]);
  const times = useMemo(() => points.map(([at]) => at), [points]);
  const cells = useMemo(
    () => (data?.cells ?? []).map(([column = 0, row = 0, value = 0]): HeatCell => ({ column, row, value })),
    [data],
  );
  const stretchOf = useCallback(
    ({ column }: HeatCell) => ({ from: times[column] ?? 0, to: endOfStep(points, column) }),
    [times, points],
  );
  const tell = useCallback(
    (cell: HeatCell) => {
      const [from = 0, to] = (data?.boundsMs ?? []).slice(cell.row, cell.row + 2);
      return t("explore.cell", {
        time: formatSpan(stretchOf(cell), i18n.language, TIME_ZONE),
        from: length(from),
        to: to === undefined ? "∞" : length(to),
        count: cell.value,
      });
    },
    [data, stretchOf, length, t, i18n.language],
  );
  return (
    <Panel title={t("explore.heatMap")} note={t("explore.heatMapAbout")}>
      <Answer of={answer} className="min-h-56">
        {({ range, boundsMs }) => {
          if (cells.length === 0) return <EmptyNotice>{t("explore.empty")}</EmptyNotice>;
          const stretch = { from: Date.parse(range.from), to: Date.parse(range.to) };
          return (
            <HeatMap
              label={t("explore.heatMap")}
              times={times}
              range={stretch}
              rowNames={boundsMs.map((bound) => length(bound))}
              cells={cells}
              formatValue={count}
              onZoom={(from, to) => change(zoomed(view, from, to))}
              onCell={(cell) =>
                void navigate({
                  to: "/traces",
                  search: callsOfField(view, {
                    stretch: within(stretchOf(cell), stretch),
                    lengthMs: boundsMs.slice(cell.row, cell.row + 2),
                  }),
                })
              }
              tell={tell}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}
