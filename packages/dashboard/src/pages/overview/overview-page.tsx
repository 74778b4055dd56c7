import { useTranslation } from "react-i18next";
import { PageTitle } from "../../ui/page-title.tsx";
import { BudgetList } from "../budgets/budget-list.tsx";
import { NewestErrors } from "./newest-errors.tsx";
import { CostChart, LatencyChart, OutcomeChart } from "./overview-charts.tsx";
import { OverviewTiles } from "./overview-tiles.tsx";
import { TopTable } from "./top-table.tsx";

/** What happens now, what it costs, and what is wrong. */
export function OverviewPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t("overview.title")} />
      <OverviewTiles />
      <BudgetList keysOfEach={1} className="mt-3" />
      <div className="mt-3 grid gap-3 lg:grid-cols-3">
        <CostChart className="lg:col-span-2" />
        <TopTable title={t("overview.topModels")} groupBy="model" page="/models" />
        <OutcomeChart />
        <LatencyChart />
        <NewestErrors />
        <TopTable title={t("overview.topUsers")} groupBy="user" page="/users" />
        <TopTable title={t("overview.topTypes")} groupBy="queryType" page="/explore" />
        <TopTable title={t("overview.topServices")} groupBy="service" page="/explore" />
      </div>
    </>
  );
}
