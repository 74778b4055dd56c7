import { useTranslation } from "react-i18next";
import type { Budget } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { useBudgetTexts } from "./use-budget-texts.ts";

/** From this share on a budget is nearly used up. */
export const NEARLY = 0.8;

interface KeyLineProps {
  readonly budget: Pick<Budget, "limitNanos" | "window">;
  readonly budgetKey: Budget["fullest"][number];
  /** Said before the key, where the line stands alone. */
  readonly name?: string;
}

/** How far one key (a user and so on) has used its budget, and when it runs out. */
export function KeyLine({ budget, budgetKey, name }: KeyLineProps) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { forecast } = useBudgetTexts();
  const { key, spentNanos, heldNanos, usedRatio } = budgetKey;
  const whose = Object.values(key).join(" · ") || t("budgets.all");
  const tone = usedRatio >= 1 ? "bg-bad" : usedRatio >= NEARLY ? "bg-warning" : "bg-series-1";
  return (
    <>
      <p className="flex items-baseline justify-between gap-3 text-sm">
        <span className="min-w-0 truncate" title={whose}>
          {name !== undefined && <span className="font-medium">{name} </span>}
          <span className={name === undefined ? "" : "text-quiet"}>{whose}</span>
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
      <p className="text-xs text-quiet">{forecast(budget, budgetKey)}</p>
    </>
  );
}
