import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { budgetsQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { Panel } from "../../ui/panel.tsx";
import { KeyLine } from "./key-line.tsx";

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
            <KeyLine budget={budget} budgetKey={key} name={budget.name} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
