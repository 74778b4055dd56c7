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
import { type Breakdown, queryBreakdown } from "../breakdown/breakdown.ts";
import type { BreakdownQuestion } from "../breakdown/breakdown-question.ts";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { askMeasures, gapsOf, type MeasureValues } from "../sums/ask-measures.ts";
import type { GroupName } from "../sums/grouping.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import { queryOpenCalls } from "./open-calls.ts";
import { queryReportBudgets } from "./report-budgets.ts";
import { queryReportErrors } from "./report-errors.ts";
import {
  COST_MEASURE_NAMES,
  costTotalsOf,
  PERFORMANCE_MEASURE_NAMES,
  performanceStatsOf,
} from "./report-values.ts";

/** What a report covers. */
export interface ReportQuestion {
  readonly filter: SpanFilter;
  /** IANA zone in which the text forms show times. */
  readonly timeZone: string;
  /** Most rows of each table. */
  readonly maxRows: number;
}

/** Models without a known price that are named. */
const UNPRICED_MODELS = 100;

const NOTHING: CostDimension = { rows: [], foldedKeys: 0 };

const COST_GROUPS = ["model", "user", "session", "queryType", "tag"] as const;

/** The report of a range, in the shape of the SDK's own: who spent, where, what is not known, what failed. */
export async function queryReport(question: ReportQuestion, context: QueryContext): Promise<Report> {
  const { filter, timeZone, maxRows } = question;
  const calls = inferenceFilter(filter);
  const [all] = await askMeasures({ filter: calls, measures: MEASURE_NAMES }, context);
  const values = all?.values ?? gapsOf(MEASURE_NAMES);
  const ask = (table: BreakdownQuestion) => queryBreakdown({ ...table, total: values }, context);
  const [costs, unpriced, byModel, byQueryType, errors, open, budgets] = await Promise.all([
    Promise.all(COST_GROUPS.map((group) => ask(costTable(question, group)))),
    ask({ ...costTable(question, "model"), orderBy: "unpricedCalls", limit: UNPRICED_MODELS }),
    ask(timeTable(question, "model")),
    ask(timeTable(question, "queryType")),
    queryReportErrors(filter, maxRows, context),
    queryOpenCalls(calls, context),
    queryReportBudgets(filter.project, maxRows, context),
  ]);
  const total = performanceStatsOf(values);
  const times = { byModel: performanceDimension(byModel), byQueryType: performanceDimension(byQueryType) };
  const report = buildReport({
    cost: costSnapshot(filter, values, unpriced),
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

function costTable({ filter, maxRows: limit }: ReportQuestion, group: GroupName): BreakdownQuestion {
  const orderBy = "costNanos";
  // Calls without tags are in the totals already, and would hide the tags.
  const isNamedOnly = group === "tag";
  return {
    filter,
    groups: [group],
    measures: COST_MEASURE_NAMES,
    orderBy,
    direction: "desc",
    limit,
    isNamedOnly,
  };
}

function timeTable({ filter, maxRows: limit }: ReportQuestion, group: GroupName): BreakdownQuestion {
  const orderBy = "measuredCalls";
  return { filter, groups: [group], measures: PERFORMANCE_MEASURE_NAMES, orderBy, direction: "desc", limit };
}

/** `costs` in the order of `COST_GROUPS`. */
function costReport(total: ReportTotals, costs: readonly Breakdown[]): CostReport {
  const [byModel, byUser, bySession, byQueryType, byTag] = costs.map((found) =>
    costBreakdownOf(found, total.totalNanos),
  );
  const none: CostBreakdown = { rows: [], isExact: true };
  return {
    total,
    byModel: byModel ?? none,
    byUser: byUser ?? none,
    bySession: bySession ?? none,
    byQueryType: byQueryType ?? none,
    byTag: byTag ?? none,
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
