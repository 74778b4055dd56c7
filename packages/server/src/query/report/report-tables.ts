import { type Breakdown, type BreakdownRow, queryBreakdown } from "../breakdown/breakdown.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import type { MeasureValues } from "../sums/ask-measures.ts";
import type { GroupName } from "../sums/grouping.ts";
import type { MeasureName } from "../sums/measures.ts";
import { COST_MEASURE_NAMES, PERFORMANCE_MEASURE_NAMES } from "./report-values.ts";

/** What the tables of a report have in common. */
export interface TablesQuestion {
  readonly filter: SpanFilter;
  /** Most rows of each table. */
  readonly maxRows: number;
  /** Every measure over all calls. */
  readonly total: MeasureValues;
}

/** Tables over one dimension. */
export interface ReportTables {
  /** The dearest keys, and all others as one. */
  readonly costs: Breakdown;
  /** Keys with the most calls that have a time. */
  readonly times: Breakdown;
  /** Keys with the most calls of unknown price. */
  readonly unpriced: Breakdown;
}

interface Table {
  readonly measures: readonly MeasureName[];
  readonly orderBy: MeasureName;
  readonly limit: number;
}

/** Models without a known price that are named. */
const UNPRICED_MODELS = 100;

/** Keys that are read at once for all tables; where there are more, each table asks for its own. */
const KEYS_AT_ONCE = 500;

/** The dearest keys of a dimension, and all others as one. */
export function queryCosts(
  group: GroupName,
  { filter, maxRows, total }: TablesQuestion,
  context: QueryContext,
): Promise<Breakdown> {
  const ranked = { groups: [group], direction: "desc", total } as const;
  // Calls without tags are in the totals already, and would hide the tags.
  const isNamedOnly = group === "tag";
  return queryBreakdown({ filter, ...ranked, ...costsTable(maxRows), isNamedOnly }, context);
}

/** The tables of a dimension that mostly has few keys: one answer for all of them, if that holds every key. */
export async function queryReportTables(
  group: GroupName,
  { filter, maxRows, total }: TablesQuestion,
  context: QueryContext,
): Promise<ReportTables> {
  const tables = [costsTable(maxRows), timesTable(maxRows), unpricedTable()] as const;
  const ask = (table: Table) =>
    queryBreakdown({ filter, groups: [group], direction: "desc", total, ...table }, context);
  const measures = tables.flatMap((table) => table.measures);
  const limit = Math.max(maxRows, KEYS_AT_ONCE);
  const all = await ask({ measures, orderBy: "costNanos", limit });
  const [costs, times, unpriced] = await Promise.all(
    tables.map((table) => (all.other === undefined ? tableOf(all, table) : ask(table))),
  );
  return { costs: costs ?? all, times: times ?? all, unpriced: unpriced ?? all };
}

function costsTable(limit: number): Table {
  return { measures: COST_MEASURE_NAMES, orderBy: "costNanos", limit };
}

function timesTable(limit: number): Table {
  return { measures: PERFORMANCE_MEASURE_NAMES, orderBy: "measuredCalls", limit };
}

function unpricedTable(): Table {
  return { measures: COST_MEASURE_NAMES, orderBy: "unpricedCalls", limit: UNPRICED_MODELS };
}

/** A table of every key, ordered anew and cut. What is cut off is added up: only sums are asked of it. */
function tableOf({ rows, total }: Breakdown, { measures, orderBy, limit }: Table): Breakdown {
  const rank = ({ values }: BreakdownRow) => values[orderBy] ?? 0;
  const ordered = rows.toSorted((a, b) => rank(b) - rank(a) || (keyOf(a) < keyOf(b) ? -1 : 1));
  const rest = ordered.slice(limit);
  const shown = { rows: ordered.slice(0, limit), total };
  if (rest.length === 0) return shown;
  const sumOf = (name: MeasureName) => rest.reduce((sum, { values }) => sum + (values[name] ?? 0), 0);
  const values = Object.fromEntries(measures.map((name) => [name, sumOf(name)]));
  return { ...shown, other: { keys: rest.length, values } };
}

function keyOf({ group }: BreakdownRow): string {
  return group[0] ?? "";
}
