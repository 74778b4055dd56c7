import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Denial, denialsQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";
import { BudgetList } from "./budget-list.tsx";

/** What budgets refused, and why. */
export function BudgetsPage() {
  const { t } = useTranslation();
  const view = useView();
  const columns = useDenialColumns();
  const answer = useQuery(denialsQuestion(view));
  return (
    <>
      <PageTitle title={t("budgets.title")} />
      <BudgetList keysOfEach={10} className="mb-3" />
      <Panel title={t("measure.blockedCalls")} note={t("budgets.about")}>
        <Answer of={answer}>
          {({ denials }) => (
            <DataTable
              label={t("measure.blockedCalls")}
              columns={columns}
              rows={denials}
              keyOf={({ spanId }) => spanId}
              empty={t("budgets.empty")}
            />
          )}
        </Answer>
      </Panel>
    </>
  );
}

function useDenialColumns(): readonly DataColumn<Denial>[] {
  const { t } = useTranslation();
  const { money, time } = useFormat();
  const view = useView();
  const amount = (
    id: "limit" | "spent" | "held" | "asked",
    of: (denial: NonNullable<Denial["denial"]>) => number,
  ) => ({
    id,
    header: t(`budgets.${id}`),
    isNumber: true,
    isMinor: id === "held" || id === "asked",
    cell: ({ denial }: Denial) => (denial === undefined ? "–" : money(of(denial))),
  });
  return [
    {
      id: "call",
      header: t("column.trace"),
      cell: ({ traceId, spanId, startTime, name }) => (
        <Link
          to="/traces/$traceId"
          params={{ traceId }}
          search={{ ...rangeOf(view), at: startTime, span: spanId }}
          preload={false}
          className="font-medium text-accent hover:underline"
        >
          {name}
        </Link>
      ),
    },
    {
      id: "budget",
      header: t("budgets.budget"),
      cell: ({ denial }) =>
        denial === undefined ? "–" : [denial.budget, ...Object.values(denial.key)].join(" · "),
    },
    amount("limit", ({ limitNanos }) => limitNanos),
    amount("spent", ({ spentNanos }) => spentNanos),
    amount("held", ({ heldNanos }) => heldNanos),
    amount("asked", ({ requestedNanos }) => requestedNanos),
    { id: "user", header: t("column.user"), isMinor: true, cell: ({ userId }) => userId ?? "" },
    {
      id: "resets",
      header: t("budgets.resets"),
      isMinor: true,
      cell: ({ denial }) =>
        denial?.reason === "unpriced"
          ? t("budgets.unpriced")
          : denial === undefined
            ? "–"
            : time(denial.resetsAt),
    },
    { id: "at", header: t("column.started"), isNumber: true, cell: ({ startTime }) => time(startTime) },
  ];
}
