import { useTranslation } from "react-i18next";
import type { Budget } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { Facts } from "../../ui/facts.tsx";
import { BudgetHistory } from "./budget-history.tsx";
import { BudgetKeys } from "./budget-keys.tsx";
import { useBudgetTexts } from "./use-budget-texts.ts";

/** One budget: what it allows whom, where it stands, and how it went before. */
export function BudgetCard({ budget }: { readonly budget: Budget }) {
  const { t } = useTranslation();
  const { list } = useFormat();
  const texts = useBudgetTexts();
  const isBlocking = budget.onExceed === "block";
  return (
    <article
      aria-labelledby={`budget-${budget.id}`}
      className="min-w-0 rounded-xl border border-line bg-panel p-4"
    >
      <h2 id={`budget-${budget.id}`} className="mb-3 flex flex-wrap items-baseline gap-2 font-semibold">
        <span className="min-w-0 break-words">{budget.name}</span>
        <span className="rounded bg-raised px-1.5 text-xs font-medium text-quiet">
          {t(isBlocking ? "budgets.blocks" : "budgets.warns")}
        </span>
      </h2>
      <div className="grid gap-x-10 gap-y-5 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <div>
          <Facts
            rows={[
              [t("budgets.per"), texts.limit(budget)],
              [t("budgets.window"), texts.window(budget)],
              [t("budgets.covers"), texts.covers(budget)],
              [t("budgets.onExceed"), t(isBlocking ? "budgets.block" : "budgets.warn")],
              [t("budgets.unpricedCalls"), texts.unpriced(budget)],
              [t("budgets.holders"), list(budget.holders.map(texts.holder))],
              [t("budgets.spentNow"), <Spent key="spent" budget={budget} />],
            ]}
          />
          <BudgetHistory budget={budget} />
        </div>
        <BudgetKeys budget={budget} />
      </div>
    </article>
  );
}

function Spent({ budget }: { readonly budget: Budget }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { spentNanos, heldNanos, limitNanos, per, keys, fullKeys, deniedCalls } = budget;
  const spent = money(spentNanos + heldNanos);
  const parts = [
    per.length === 0
      ? t("budgets.totalOf", { spent, limit: money(limitNanos) })
      : t("budgets.total", { spent, keys: t("budgets.keys", { count: keys }) }),
    ...(heldNanos > 0 ? [t("budgets.heldNow", { held: money(heldNanos) })] : []),
    ...(per.length > 0 && fullKeys > 0 ? [t("budgets.full", { count: fullKeys })] : []),
    ...(deniedCalls > 0 ? [t("budgets.refused", { count: deniedCalls })] : []),
  ];
  return parts.join(" · ");
}
