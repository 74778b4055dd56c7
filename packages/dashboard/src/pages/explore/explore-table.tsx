import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Breakdown, breakdownQuestion, type MeasureName } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { type FilterDimension, narrowed } from "../../app/view.ts";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type Explored, formatOf } from "./explored.ts";

/** Shown beside the measure one looks at. */
const BESIDE = [
  "costNanos",
  "calls",
  "errorRate",
  "latencyP95Ms",
  "totalTokens",
] as const satisfies MeasureName[];

interface ExploreTableProps {
  readonly explored: Explored;
  readonly by: FilterDimension;
}

/** The same as the chart, as numbers. */
export function ExploreTable({ explored: { measure }, by }: ExploreTableProps) {
  const { t, i18n } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const measures = [measure, ...BESIDE.filter((name) => name !== measure)] as const;
  const answer = useQuery(breakdownQuestion({ view, measures, groupBy: by, limit: 50 }));
  const columns: readonly DataColumn<Breakdown["rows"][number]>[] = [
    {
      id: "group",
      header: t(`dimension.${by}`),
      cell: ({ group: [name = ""] }) => (
        <button type="button" onClick={() => change(narrowed(view, by, name))} className="hover:underline">
          {name || t("filter.none")}
        </button>
      ),
    },
    ...measures.map((name, index) => ({
      id: name,
      header: t(`measure.${name}`),
      isNumber: true,
      isMinor: index > 1,
      cell: ({ values }: Breakdown["rows"][number]) => {
        const value = values[name];
        return value == null ? "–" : formatOf(name)(value, i18n.language);
      },
    })),
  ];
  return (
    <Panel title={t("explore.table")}>
      <Answer of={answer}>
        {({ rows }) => (
          <DataTable
            label={t("explore.table")}
            columns={columns}
            rows={rows}
            keyOf={({ group: [name = ""] }) => name}
            empty={t("explore.empty")}
          />
        )}
      </Answer>
    </Panel>
  );
}
