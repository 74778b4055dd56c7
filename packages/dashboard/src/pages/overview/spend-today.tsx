import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuestion, timeseriesQuestion } from "../../api/questions.ts";
import { startOfDay } from "../../app/moments.ts";
import { useView } from "../../app/use-view.ts";
import { filtersOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { SpendTile } from "./spend-tile.tsx";

/** What was spent since midnight on the browser's clock, whatever range one looks at. */
export function SpendToday() {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const view = useView();
  const from = new Date(startOfDay(Date.now())).toISOString();
  const { project } = view;
  const today = { ...filtersOf(view), ...(project !== undefined && { project }), from };
  const { data } = useQuery(overviewQuestion(today));
  const trend = useQuery(timeseriesQuestion({ view: today, measures: ["costNanos"] })).data;
  return (
    <SpendTile
      label={t("overview.today", { zone })}
      spent={data?.current}
      note={t("overview.sinceMidnight")}
      trend={trend?.series[0]?.values.costNanos ?? []}
    />
  );
}
