import type { BudgetDefinition, PerDimension } from "@breakwater/core/budget/budget-definition";
import { inferenceFilter } from "../inference-filter.ts";
import type { SpanFilter, SqlCondition } from "../span-filter.ts";
import type { GroupName } from "../sums/grouping.ts";
import { sourcesSql } from "../sums/sums-sql.ts";
import type { TimeRange } from "../time-range.ts";

/** Columns over `spans AS s` by which budgets match and split. */
const COLUMNS = {
  userId: "s.user_id",
  sessionId: "s.session_id",
  queryType: "s.query_type",
  model: "s.request_model",
  provider: "s.provider",
  environment: "s.environment",
} as const;

const GROUPS = {
  userId: "user",
  sessionId: "session",
  queryType: "queryType",
  model: "requestModel",
  provider: "provider",
  environment: "environment",
} as const satisfies Readonly<Record<keyof typeof COLUMNS, GroupName>>;

/** Where the calls are told of which a budget is made. */
export interface BudgetScope {
  readonly project: string;
  readonly definition: BudgetDefinition;
  /** Epoch milliseconds. */
  readonly range: TimeRange;
  /** Starts of the windows of a past, epoch milliseconds. */
  readonly starts?: readonly number[];
}

/** Values bound into a statement, named as they come. */
export class BoundValues {
  readonly parameters: Record<string, unknown> = {};

  /** A place for the value, such as `{b0:String}`. */
  place(value: unknown, type: string): string {
    const name = `b${Object.keys(this.parameters).length}`;
    this.parameters[name] = value;
    return `{${name}:${type}}`;
  }
}

/** Whether a span over `spans AS s` is covered by a budget, as `matchesCall` of core decides it. */
function matchCondition({ match }: BudgetDefinition, values: BoundValues): SqlCondition["sql"] {
  const { tag, metadata = {}, ...columns } = match;
  const conditions = Object.entries(columns).map(([dimension, patterns]) =>
    isListed(COLUMNS[dimension as keyof typeof columns], patterns, values),
  );
  if (tag !== undefined) conditions.push(`arrayExists(t -> ${isListed("t", tag, values)}, s.tags)`);
  for (const [name, patterns] of Object.entries(metadata)) {
    conditions.push(isListed(`s.metadata[${values.place(name, "String")}]`, patterns, values));
  }
  return ["1", ...conditions].join(" AND ");
}

/** The value by which a budget splits; calls that do not say share `(none)`. */
function keySql(dimension: PerDimension, values: BoundValues): string {
  const value =
    dimension in COLUMNS
      ? COLUMNS[dimension as keyof typeof COLUMNS]
      : `s.metadata[${values.place(dimension.slice("metadata.".length), "String")}]`;
  return namedSql(value);
}

/** Nano-dollars that a call in flight holds. */
export const HELD_SQL = "if(s.status = 'running', JSONExtractInt(s.budget, 'heldNanos'), 0)";

/** Whether this budget refused the call. */
export function isDeniedSql({ name }: BudgetDefinition, values: BoundValues): string {
  return `(s.status = 'blocked' AND JSONExtractString(s.budget, 'denial', 'budget') = ${values.place(name, "String")})`;
}

/** Whether the value is there and fits a pattern, in which `*` stands for any text. */
function isListed(column: string, patterns: readonly string[], values: BoundValues): string {
  const exact = patterns.filter((pattern) => !pattern.includes("*"));
  const open = patterns.filter((pattern) => pattern.includes("*"));
  const choices = open.map((pattern) => `${column} LIKE ${values.place(likeOf(pattern), "String")}`);
  if (exact.length > 0) choices.push(`${column} IN ${values.place(exact, "Array(String)")}`);
  if (choices.length === 0) return "0";
  return `(${column} != '' AND (${choices.join(" OR ")}))`;
}

function likeOf(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}

/**
 * What was spent in a range by the calls that a budget covers, as rows of `key`, `spent` and, with starts, `at` (epoch microseconds):
 * from sums where a table has them, else from spans.
 */
export function spentSql(
  { project, definition, range, starts }: BudgetScope,
  values: BoundValues,
): SqlCondition {
  const { sql, parameters } = sourcesSql({
    filter: coveredFilter({ project, definition, range }, values),
    groups: definition.per.map(groupOf),
    columns: ["charged_nanos", "unpriced_calls"],
    ...(starts && { stepStarts: starts }),
  });
  const { unpriced } = definition;
  const flat = values.place(unpriced.kind === "charge" ? unpriced.nanos : 0, "Int64");
  const at = starts === undefined ? "" : "r.at AS at, ";
  return {
    sql: `SELECT ${at}[${definition.per.map((_, place) => namedSql(`r.group${place}`)).join(", ")}]::Array(String) AS key,
      sum(r.charged_nanos) + ${flat} * sum(r.unpriced_calls) AS spent
      FROM (${sql}) AS r GROUP BY ${starts === undefined ? "" : "at, "}key`,
    parameters,
  };
}

/** The calls that a budget covers. */
export function coveredFilter({ project, definition, range }: BudgetScope, values: BoundValues): SpanFilter {
  const { tag, metadata, ...columns } = definition.match;
  const named = Object.keys(columns).map((name) => COLUMNS[name as keyof typeof columns].slice("s.".length));
  const beyond = {
    sql: matchCondition(definition, values),
    parameters: values.parameters,
    columns: [...named, ...(tag ? ["tags"] : []), ...(metadata ? ["metadata"] : [])],
  };
  return inferenceFilter({ project, range, beyond });
}

/** The key of a span over `spans AS s`. */
export function spanKeySql({ per }: BudgetDefinition, values: BoundValues): string {
  return `[${per.map((dimension) => keySql(dimension, values)).join(", ")}]::Array(String)`;
}

function groupOf(dimension: PerDimension): GroupName {
  return dimension in GROUPS
    ? GROUPS[dimension as keyof typeof GROUPS]
    : `metadata.${dimension.slice("metadata.".length)}`;
}

function namedSql(value: string): string {
  return `if(${value} = '', '(none)', toString(${value}))`;
}
