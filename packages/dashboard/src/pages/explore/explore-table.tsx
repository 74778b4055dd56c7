import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Breakdown, breakdownQuestion, type MeasureName } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type ExploredGroup, type ExploredMeasure, measuresOf, narrowedTo, viewBefore } from "./explored.ts";
import { useGroupName } from "./use-group-name.ts";
import { useMeasureText } from "./use-measure-text.ts";
import { compared, moreIs } from "./values-before.ts";

/** Shown beside the measure one looks at. */
const BESIDE = [
  "costNanos",
  "calls",
  "errorRate",
  "latencyP95Ms",
  "totalTokens",
] as const satisfies MeasureName[];

const SHOWN = 50;

const route = getRouteApi("/explore");

type Row = Breakdown["rows"][number];

interface ExploreTableProps {
  readonly measure: ExploredMeasure;
  readonly by: ExploredGroup;
  /** With the time before. */
  readonly isCompared: boolean;
}

/** The values of the measure by group, as numbers. */
export function ExploreTable({ measure, by, isCompared }: ExploreTableProps) {
  const { t } = useTranslation();
  const nameOf = useGroupName();
  const textOf = useMeasureText();
  const view = useView();
  const change = useChangeView();
  const navigate = route.useNavigate();
  const { order } = route.useSearch();
  const shown = [...new Set<MeasureName>([...measuresOf(measure), ...BESIDE])];
  const sortedBy = shown.find((name) => name === order) ?? shown[0] ?? "calls";
  const measures = [...new Set<MeasureName>([sortedBy, ...shown, "pricedCalls", "unpricedCalls"])];
  const answer = useQuery(breakdownQuestion({ view, measures, groupBy: by, limit: SHOWN }));
  const before = useBreakdownBefore(answer, { measures, by, isCompared });
  const columns: readonly DataColumn<Row>[] = [
    {
      id: "group",
      header: nameOf(by),
      cell: ({ group: [name = ""] }) => (
        <button
          type="button"
          onClick={() => change(narrowedTo(view, by, name))}
          className="max-w-full truncate hover:underline"
        >
          {name || t("filter.none")}
        </button>
      ),
    },
    ...shown.map((name, index) => ({
      id: name,
      header: t(`measure.${name as Exclude<ExploredMeasure, `${string}Quantiles`>}`),
      isNumber: true,
      isMinor: index > 1,
      cell: ({ group: [key = ""], values }: Row) => (
        <>
          {textOf(name, values)}{" "}
          {isCompared && (
            <ChangeMark {...compared(name, { name: key, values }, before)} more={moreIs(name)} />
          )}
        </>
      ),
    })),
  ];
  return (
    <Panel title={t("explore.tableBy", { by: nameOf(by) })}>
      <Answer of={answer}>
        {({ rows, other }) => (
          <>
            <DataTable
              label={t("explore.tableBy", { by: nameOf(by) })}
              columns={columns}
              rows={rows}
              keyOf={({ group: [name = ""] }) => name}
              empty={t("explore.empty")}
              sortedBy={sortedBy}
              onSort={(chosen) => void navigate({ search: (before) => ({ ...before, order: chosen }) })}
            />
            {other !== undefined && other.keys > 0 && (
              <p className="pt-2 text-xs text-quiet">{t("models.others", { count: other.keys })}</p>
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}

/** Groups asked for of the time before: those of now may have been small then. */
const SHOWN_BEFORE = 100;

interface BeforeOptions {
  readonly measures: readonly MeasureName[];
  readonly by: ExploredGroup;
  readonly isCompared: boolean;
}

/** The same of the time before; nothing while it is not asked for or not there. */
function useBreakdownBefore(
  { data, isPlaceholderData }: UseQueryResult<Breakdown>,
  { measures, by, isCompared }: BeforeOptions,
): Breakdown | undefined {
  const view = useView();
  const isAsked = isCompared && data !== undefined && !isPlaceholderData;
  const { data: before } = useQuery({
    ...breakdownQuestion({
      view: data === undefined ? view : viewBefore(view, data.range),
      measures,
      groupBy: by,
      limit: SHOWN_BEFORE,
    }),
    enabled: isAsked,
  });
  return isAsked ? before : undefined;
}
