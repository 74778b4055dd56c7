import { buildReport } from "@breakwater/core/report/build-report";
import { reportTotals } from "@breakwater/core/report/cost-breakdown";
import type {
  CostBreakdown,
  CostReport,
  CostReportRow,
  Report,
  ReportTotals,
} from "@breakwater/core/report/report";
import { NONE_KEY, OTHER_KEY } from "@breakwater/core/signals/bounded-totals";
import type { CostDimension, CostSnapshot } from "@breakwater/core/signals/cost-tracker";
import type { PerformanceDimension } from "@breakwater/core/signals/performance-tracker";
import { DEFAULT_SLOW_CALL_MS } from "@breakwater/core/signals/performance-tracker";
import type { Breakdown } from "../breakdown/breakdown.ts";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures, gapsOf, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import { queryOpenCalls } from "./open-calls.ts";
import { queryReportBudgets } from "./report-budgets.ts";
import { queryReportErrors } from "./report-errors.ts";
import { queryCosts, queryReportTables } from "./report-tables.ts";
import { costTotalsOf, performanceStatsOf } from "./report-values.ts";

/** What a report covers. */
export interface ReportQuestion {
  readonly filter: SpanFilter;
  /** IANA zone in which the text forms show times. */
  readonly timeZone: string;
  /** Most rows of each table. */
  readonly maxRows: number;
}

const NOTHING: CostDimension = { rows: [], foldedKeys: 0 };

/** The report of a range, in the shape of the SDK's own: who spent, where, what is not known, what failed. */
export async function queryReport(question: ReportQuestion, context: QueryContext): Promise<Report> {
  const { filter, timeZone, maxRows } = question;
  const calls = inferenceFilter(filter);
  const [all] = await askMeasures({ filter: calls, measures: MEASURE_NAMES }, context);
  const values = all?.values ?? gapsOf(MEASURE_NAMES);
  const tables = { filter, maxRows, total: values };
  const [models, queryTypes, byUser, bySession, byTag, errors, open, budgets] = await Promise.all([
    queryReportTables("model", tables, context),
    queryReportTables("queryType", tables, context),
    queryCosts("user", tables, context),
    queryCosts("session", tables, context),
    queryCosts("tag", tables, context),
    queryReportErrors(filter, maxRows, context),
    queryOpenCalls(calls, context),
    queryReportBudgets(filter.project, maxRows, context),
  ]);
  const total = performanceStatsOf(values);
  const times = {
    byModel: performanceDimension(models.times),
    byQueryType: performanceDimension(queryTypes.times),
  };
  const costs = { byModel: models.costs, byUser, bySession, byQueryType: queryTypes.costs, byTag };
  const report = buildReport({
    cost: costSnapshot(filter, values, models.unpriced),
    performance: { ...filter.range, slowCallMs: DEFAULT_SLOW_CALL_MS, total, ...times },
    errors: { ...errors, retriedCalls: values.retriedCalls ?? 0, recoveredCalls: values.recoveredCalls ?? 0 },
    budgets,
    health: { ...open, dropped: {}, tornLines: 0, journal: { state: "off" }, failedNotifications: 0 },
    range: filter.range,
    now: context.clock.now(),
    timeZone,
    maxRows,
  });
  return { ...report, cost: costReport(report.cost.total, costs) };
}

type CostTable = Exclude<keyof CostReport, "total">;

function costReport(total: ReportTotals, costs: Readonly<Record<CostTable, Breakdown>>): CostReport {
  const breakdown = (table: CostTable) => costBreakdownOf(costs[table], total.totalNanos);
  return {
    total,
    byModel: breakdown("byModel"),
    byUser: breakdown("byUser"),
    bySession: breakdown("bySession"),
    byQueryType: breakdown("byQueryType"),
    byTag: breakdown("byTag"),
  };
}

/** The sums, and of the models only what tells which of them have no price. */
function costSnapshot({ range }: SpanFilter, values: MeasureValues, unpriced: Breakdown): CostSnapshot {
  const total = costTotalsOf(values);
  const byModel = {
    rows: unpriced.rows.map((row) => ({ key: keyOf(row.group), totals: costTotalsOf(row.values) })),
    foldedKeys: 0,
  };
  const empty = { byUser: NOTHING, byQueryType: NOTHING };
  const recent = { from: range.from, total, byModel: NOTHING, ...empty };
  return { ...range, total, byModel, bySession: NOTHING, byTag: NOTHING, ...empty, recent };
}

function performanceDimension({ rows }: Breakdown): PerformanceDimension {
  const measured = rows.filter(({ values }) => (values.measuredCalls ?? 0) > 0);
  return {
    rows: measured.map(({ group, values }) => ({ key: keyOf(group), stats: performanceStatsOf(values) })),
    foldedKeys: 0,
  };
}

function costBreakdownOf(found: Breakdown, totalNanos: number): CostBreakdown {
  const row = (key: string, values: MeasureValues): CostReportRow => {
    const totals = reportTotals(costTotalsOf(values));
    return { key, totals, share: totalNanos === 0 ? 0 : totals.totalNanos / totalNanos };
  };
  const rows = found.rows.map(({ group, values }) => row(keyOf(group), values));
  const other = found.other;
  return {
    rows,
    ...(other && { other: { ...row(OTHER_KEY, other.values), keys: other.keys } }),
    isExact: true,
  };
}

function keyOf([key = ""]: readonly string[]): string {
  return key === "" ? NONE_KEY : key;
}
