import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Budget, budgetsQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Panel } from "../../ui/panel.tsx";

type BudgetKey = Budget["fullest"][number];

interface BudgetListProps {
  /** Keys (users and so on) shown of each budget. */
  readonly keysOfEach: number;
  readonly className?: string;
}

/** What is spent of each budget, and when it runs out; nothing where no process holds one. */
export function BudgetList({ keysOfEach, className = "" }: BudgetListProps) {
  const { t } = useTranslation();
  const { data } = useQuery(budgetsQuestion(useView().project));
  const lines = (data?.budgets ?? []).flatMap((budget) =>
    budget.fullest.slice(0, keysOfEach).map((key) => ({ budget, key })),
  );
  if (lines.length === 0) return null;
  return (
    <Panel title={t("nav.budgets")} note={t("budgets.state")} className={className}>
      <ul className="grid gap-x-8 gap-y-3 md:grid-cols-2 xl:grid-cols-3">
        {lines.map(({ budget, key }) => (
          <li key={`${budget.id}/${JSON.stringify(key.key)}`}>
            <BudgetLine budget={budget} budgetKey={key} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** From this share on a budget is nearly used up. */
const NEARLY = 0.8;

function BudgetLine({ budget, budgetKey }: { readonly budget: Budget; readonly budgetKey: BudgetKey }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const forecast = useForecastText(budgetKey);
  const { key, spentNanos, heldNanos, usedRatio } = budgetKey;
  const whose = Object.values(key).join(", ") || t("budgets.all");
  const tone = usedRatio >= 1 ? "bg-bad" : usedRatio >= NEARLY ? "bg-warning" : "bg-series-1";
  return (
    <>
      <p className="flex items-baseline justify-between gap-3 text-sm">
        <span className="truncate">
          <span className="font-medium">{budget.name}</span> <span className="text-quiet">{whose}</span>
        </span>
        <span className="shrink-0 tabular-nums">
          {t("budgets.used", { spent: money(spentNanos + heldNanos), limit: money(budget.limitNanos) })}
        </span>
      </p>
      <span className="my-1 block h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden="true">
        <span
          className={`block h-full rounded-full ${tone}`}
          style={{ width: `${Math.min(1, usedRatio) * 100}%` }}
        />
      </span>
      <p className="text-xs text-quiet">{forecast}</p>
    </>
  );
}

function useForecastText({ forecast, windowEnd }: BudgetKey): string {
  const { t } = useTranslation();
  const { money, time } = useFormat();
  const until = time(windowEnd);
  switch (forecast.outcome) {
    case "exhausted":
      return t("budgets.exhausted", { until });
    case "runs_out":
      return t("budgets.runsOut", { at: time(forecast.at) });
    case "lasts":
      return t("budgets.lasts", { projected: money(forecast.projectedNanos), until });
    case "unknown":
      return t("budgets.unknown", { until });
  }
}
