import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Breakdown, breakdownQuestion, type MeasureName } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useMeasureText } from "../explore/use-measure-text.ts";
import { CostChart } from "../overview/overview-charts.tsx";

const MEASURES = [
  "costNanos",
  "calls",
  "errorRate",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "costPerCallNanos",
  "latencyP50Ms",
  "latencyP95Ms",
  "firstTokenP50Ms",
  "tokensPerSecond",
  "unpricedCalls",
] as const satisfies MeasureName[];

const SHOWN = 100;

const route = getRouteApi("/models");

/** What each model costs, how fast it is, and how often it fails. */
export function ModelsPage() {
  const { t } = useTranslation();
  const view = useView();
  const answer = useQuery(breakdownQuestion({ view, measures: MEASURES, groupBy: "model", limit: SHOWN }));
  return (
    <>
      <PageTitle title={t("models.title")} />
      <div className="grid gap-3">
        <CostChart />
        <div className="min-w-0 rounded-xl border border-line bg-panel p-4">
          <Answer of={answer}>{(table) => <ModelTable table={table} />}</Answer>
        </div>
      </div>
    </>
  );
}

type Row = Breakdown["rows"][number];

function ModelTable({ table }: { readonly table: Breakdown }) {
  const { t } = useTranslation();
  const textOf = useMeasureText();
  const formats = useFormat();
  const view = useView();
  const change = useChangeView();
  const navigate = route.useNavigate();
  const { order } = route.useSearch();
  const sortedBy = MEASURES.find((measure) => measure === order) ?? "costNanos";
  const rows = table.rows.toSorted((a, b) => amountOf(b, sortedBy) - amountOf(a, sortedBy));
  const columns: readonly DataColumn<Row>[] = [
    {
      id: "model",
      header: t("dimension.model"),
      cell: ({ group: [model = ""] }) => (
        <button
          type="button"
          className="hover:underline"
          onClick={() => change(narrowed(view, "model", model))}
        >
          {model || t("filter.none")}
        </button>
      ),
    },
    {
      id: "share",
      header: t("column.share"),
      isMinor: true,
      cell: ({ share, values }) =>
        isUnpriced(values) ? (
          "–"
        ) : (
          <span className="flex w-28 items-center gap-2 text-xs text-quiet tabular-nums">
            <ShareBar share={share} />
            <span className="w-10 shrink-0 text-right">{formats.share(share)}</span>
          </span>
        ),
    },
    ...MEASURES.map((measure, index) => ({
      id: measure,
      header: t(`measure.${measure}`),
      isNumber: true,
      isMinor: index > 1,
      cell: ({ values }: Row) => textOf(measure, { ...values, pricedCalls: isUnpriced(values) ? 0 : 1 }),
    })),
  ];
  return (
    <DataTable
      label={t("models.title")}
      columns={columns}
      rows={rows}
      keyOf={({ group: [model = ""] }) => model}
      empty={t("models.empty")}
      sortedBy={sortedBy}
      onSort={(chosen) => void navigate({ search: (before) => ({ ...before, order: chosen }) })}
    />
  );
}

function amountOf({ values }: Row, measure: string): number {
  return values[measure as MeasureName] ?? Number.NEGATIVE_INFINITY;
}

/** Whether no call has a price: then there is no cost of one either. */
function isUnpriced({ unpricedCalls, costPerCallNanos }: Row["values"]): boolean {
  return costPerCallNanos == null && (unpricedCalls ?? 0) > 0;
}
