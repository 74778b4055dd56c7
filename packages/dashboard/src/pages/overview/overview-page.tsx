import { useTranslation } from "react-i18next";
import { PageTitle } from "../../ui/page-title.tsx";
import { BudgetList } from "../budgets/budget-list.tsx";
import { FiringBanner } from "./firing-banner.tsx";
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
      <FiringBanner />
      <OverviewTiles />
      <BudgetList keysOfEach={1} className="mt-3" />
      <div className="mt-3 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        <CostChart className="md:col-span-2" />
        <TopTable title={t("overview.topModels")} groupBy="model" page="/models" />
        <OutcomeChart />
        <LatencyChart />
        <TopTable title={t("overview.topUsers")} groupBy="user" page="/users" />
        <NewestErrors className="xl:col-span-2" />
        <div className="grid content-start gap-3">
          <TopTable title={t("overview.topTypes")} groupBy="queryType" page="/explore" />
          <TopTable title={t("overview.topServices")} groupBy="service" page="/explore" />
        </div>
      </div>
    </>
  );
}
