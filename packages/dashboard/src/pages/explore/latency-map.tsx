import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { heatmapQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { HeatMap } from "../../charts/heat-map.tsx";
import { useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";

/** How many calls took how long, over time: what quantiles hide. */
export function LatencyMap() {
  const { t } = useTranslation();
  const { count, duration, time } = useFormat();
  const answer = useQuery(heatmapQuestion(useView()));
  return (
    <Panel title={t("explore.heatMap")}>
      <Answer of={answer}>
        {({ times, boundsMs, cells }) =>
          cells.length === 0 ? (
            <EmptyNotice>{t("explore.empty")}</EmptyNotice>
          ) : (
            <HeatMap
              label={t("explore.heatMap")}
              columns={times.length}
              rowNames={boundsMs.map((bound) => duration(bound))}
              cells={cells.map(([column = 0, row = 0, value = 0]) => ({ column, row, value }))}
              tell={({ column, row, value }) =>
                t("explore.cell", {
                  time: time(times[column] ?? ""),
                  from: duration(boundsMs[row]),
                  calls: count(value),
                })
              }
            />
          )
        }
      </Answer>
    </Panel>
  );
}
