import type { BudgetDefinition, PerDimension } from "@breakwater/core/budget/budget-definition";
import type { SqlCondition } from "../span-filter.ts";

/** Columns over `spans AS s` by which budgets match and split. */
const COLUMNS = {
  userId: "s.user_id",
  sessionId: "s.session_id",
  queryType: "s.query_type",
  model: "s.request_model",
  provider: "s.provider",
  environment: "s.environment",
} as const;

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
export function matchCondition({ match }: BudgetDefinition, values: BoundValues): SqlCondition["sql"] {
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
export function keySql(dimension: PerDimension, values: BoundValues): string {
  const value =
    dimension in COLUMNS
      ? COLUMNS[dimension as keyof typeof COLUMNS]
      : `s.metadata[${values.place(dimension.slice("metadata.".length), "String")}]`;
  return `if(${value} = '', '(none)', toString(${value}))`;
}

/** Nano-dollars that a span takes from a budget, as `settlementOfRecord` of core decides it. */
export function chargeSql({ unpriced }: BudgetDefinition, values: BoundValues): string {
  const flat = values.place(unpriced.kind === "charge" ? unpriced.nanos : 0, "Int64");
  return `multiIf(s.status IN ('running', 'blocked'), 0,
    s.cost_source = 'unpriced', if(s.cached = 1, 0, ${flat}),
    s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'),
    s.cost_nanos)`;
}

/** Nano-dollars that a call in flight holds. */
export const HELD_SQL = "if(s.status = 'running', JSONExtractInt(s.budget, 'heldNanos'), 0)";

/** Whether this budget refused the call. */
export function isDeniedSql({ name }: BudgetDefinition, values: BoundValues): string {
  return `(s.status = 'blocked' AND JSONExtractString(s.budget, 'denial', 'budget') = ${values.place(name, "String")})`;
}

/** Spans that can take from a budget at all. */
export const TAKES_SQL = "(s.cost_source != '' OR s.budget != '')";

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
