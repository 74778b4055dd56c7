import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { budgetsQuestion, denialsQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";
import { BudgetCard } from "./budget-card.tsx";
import { Refusal } from "./refusal.tsx";

/** Every budget, and what budgets refused. */
export function BudgetsPage() {
  const { t } = useTranslation();
  const view = useView();
  const budgets = useQuery(budgetsQuestion(view.project));
  const denials = useQuery(denialsQuestion(view));
  return (
    <>
      <PageTitle title={t("budgets.title")} about={t("budgets.about")} />
      <div className="grid gap-3">
        <Answer of={budgets}>
          {(answer) =>
            answer.budgets.length === 0 ? (
              <EmptyNotice>{t("budgets.none")}</EmptyNotice>
            ) : (
              <div className="grid gap-3">
                {answer.budgets.map((budget) => (
                  <BudgetCard key={budget.id} budget={budget} />
                ))}
              </div>
            )
          }
        </Answer>
        <Panel title={t("budgets.refusals")} note={t("budgets.refusalsAbout")}>
          <Answer of={denials}>
            {(answer) =>
              answer.denials.length === 0 ? (
                <EmptyNotice>{t("budgets.empty")}</EmptyNotice>
              ) : (
                <ul className="divide-y divide-line">
                  {answer.denials.map((call) => (
                    <li key={call.spanId}>
                      <Refusal call={call} />
                    </li>
                  ))}
                </ul>
              )
            }
          </Answer>
        </Panel>
      </div>
    </>
  );
}
