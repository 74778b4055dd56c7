import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuestion, timeseriesQuestion } from "../../api/questions.ts";
import { startOfDay } from "../../app/moments.ts";
import { useView } from "../../app/use-view.ts";
import { filtersOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { SpendTile } from "./spend-tile.tsx";

/** The questions behind {@link SpendToday}: asked by whoever shows it, together with its own. */
export function useSpendToday() {
  const view = useView();
  const from = new Date(startOfDay(Date.now())).toISOString();
  const { project } = view;
  const today = { ...filtersOf(view), ...(project !== undefined && { project }), from };
  const spent = useQuery(overviewQuestion(today));
  const trend = useQuery(timeseriesQuestion({ view: today, measures: ["costNanos"] }));
  return { spent, trend };
}

/** What was spent since midnight on the browser's clock, whatever range one looks at. */
export function SpendToday({ spent, trend }: ReturnType<typeof useSpendToday>) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  return (
    <SpendTile
      label={t("overview.today", { zone })}
      spent={spent.data?.current}
      note={
        spent.data === undefined && spent.error !== null ? t("state.failed") : t("overview.sinceMidnight")
      }
      trend={trend.data?.series[0]?.values.costNanos ?? []}
      isBusy={spent.isPending || trend.isPending}
    />
  );
}
