import { sqlMicros } from "../storage/span-row.ts";
import type { SqlParameters } from "../storage/sql-engine.ts";
import { placesSql } from "./span-places.ts";
import type { TimeRange } from "./time-range.ts";

/** Dimensions by which questions filter and split, and the columns of `spans` that hold them. */
export const DIMENSION_COLUMNS = {
  service: "service",
  environment: "environment",
  release: "release",
  kind: "kind",
  name: "name",
  provider: "provider",
  model: "model",
  requestModel: "request_model",
  responseModel: "response_model",
  serviceTier: "service_tier",
  user: "user_id",
  session: "session_id",
  queryType: "query_type",
  status: "status",
  errorClass: "error_class",
  errorType: "error_type",
  fingerprint: "error_fingerprint",
  dialect: "dialect",
  protocol: "protocol",
} as const;

/** A dimension with a column of its own; `tag` and `metadata.<key>` come beside these. */
export type Dimension = keyof typeof DIMENSION_COLUMNS;

/** Which spans a question is about. Values of one dimension are alternatives; dimensions add up. */
export interface SpanFilter {
  readonly project: string;
  readonly range: TimeRange;
  readonly values?: Partial<Readonly<Record<Dimension, readonly string[]>>>;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  /** What no list of values says: SQL over `s`, and the columns of it that the condition names. */
  readonly beyond?: SqlCondition & { readonly columns: readonly string[] };
}

/** A condition and the values bound into it. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: SqlParameters;
}

/**
 * The filter over `spans AS s`. Values are bound, never spliced; project and time always bound it.
 *
 * @param times Narrows the time further: SQL over `s.start_time` alone, which the caller binds.
 */
export function spanCondition(filter: SpanFilter, times: readonly string[] = []): SqlCondition {
  const { range } = filter;
  const { sql, parameters } = valueCondition(filter);
  return {
    sql: [TIME_SQL, ...times, ...tracesOfFew(filter, times), sql].join("\n  AND "),
    parameters: { ...parameters, from: sqlMicros(range.from), to: sqlMicros(range.to) },
  };
}

/** The time of a filter over `spans AS s`, with the places `from` and `to` that {@link spanCondition} fills. */
export const TIME_SQL = [
  "s.start_time >= {from:DateTime64(6, 'UTC')}",
  "s.start_time < {to:DateTime64(6, 'UTC')}",
  // The sorting key begins with the hour, which the engine cannot see behind the exact times.
  "toStartOfHour(s.start_time) BETWEEN toStartOfHour({from:DateTime64(6, 'UTC')}) AND toStartOfHour({to:DateTime64(6, 'UTC')})",
].join("\n  AND ");

/** Dimensions with so many values that each has few spans, which an index of `spans` finds. */
const FEW_SPANS_EACH = ["user", "session"] as const satisfies readonly Dimension[];

function dimensionsOfFew({ values = {} }: SpanFilter) {
  return FEW_SPANS_EACH.filter((name) => values[name]?.every((value) => value !== ""));
}

/** Whether an index finds the spans that a filter leaves. */
export function isOfFew(filter: SpanFilter): boolean {
  return dimensionsOfFew(filter).length > 0;
}

function tracesOfFew(filter: SpanFilter, times: readonly string[]): readonly string[] {
  const asked = dimensionsOfFew(filter);
  if (asked.length === 0) return [];
  const chosen = asked.map((name) => `s.${DIMENSION_COLUMNS[name]} IN {${name}:Array(String)}`);
  return [placesSql([TIME_SQL, ...times, ...chosen].join(" AND "))];
}

/**
 * The filter but for its time, over `spans AS s` or a rollup as `s` that has the columns. Values are bound, never
 * spliced.
 */
export function valueCondition(filter: SpanFilter): SqlCondition {
  const { project, values = {}, tags, metadata = {}, beyond } = filter;
  const conditions = ["s.project = {project:String}"];
  const parameters: Record<string, unknown> = { project };
  for (const [dimension, column] of Object.entries(DIMENSION_COLUMNS)) {
    const wanted = values[dimension as Dimension];
    if (wanted === undefined) continue;
    conditions.push(`s.${column} IN {${dimension}:Array(String)}`);
    parameters[dimension] = wanted;
  }
  if (tags !== undefined) {
    conditions.push("hasAny(s.tags, {tags:Array(String)})");
    parameters["tags"] = tags;
  }
  for (const [index, [key, wanted]] of Object.entries(metadata).entries()) {
    conditions.push(`s.metadata[{key${index}:String}] IN {value${index}:Array(String)}`);
    parameters[`key${index}`] = key;
    parameters[`value${index}`] = wanted;
  }
  if (beyond === undefined) return { sql: conditions.join("\n  AND "), parameters };
  return {
    sql: [...conditions, beyond.sql].join("\n  AND "),
    parameters: { ...parameters, ...beyond.parameters },
  };
}
