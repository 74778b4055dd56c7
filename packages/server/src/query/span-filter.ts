import { sqlMicros } from "../storage/span-row.ts";
import type { SqlParameters } from "../storage/sql-engine.ts";
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
}

/** A condition and the values bound into it. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: SqlParameters;
}

/** The filter over `spans AS s`. Values are bound, never spliced; project and time always bound it. */
export function spanCondition(filter: SpanFilter): SqlCondition {
  const { range } = filter;
  const { sql, parameters } = valueCondition(filter);
  const time = [
    "s.start_time >= {from:DateTime64(6, 'UTC')}",
    "s.start_time < {to:DateTime64(6, 'UTC')}",
    // The sorting key begins with the hour, which the engine cannot see behind the exact times.
    "toStartOfHour(s.start_time) BETWEEN toStartOfHour({from:DateTime64(6, 'UTC')}) AND toStartOfHour({to:DateTime64(6, 'UTC')})",
  ];
  return {
    sql: [...time, sql].join("\n  AND "),
    parameters: { ...parameters, from: sqlMicros(range.from), to: sqlMicros(range.to) },
  };
}

/**
 * The filter but for its time, over `spans AS s` or a rollup as `s` that has the columns. Values are bound, never
 * spliced.
 */
export function valueCondition({ project, values = {}, tags, metadata = {} }: SpanFilter): SqlCondition {
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
  return { sql: conditions.join("\n  AND "), parameters };
}
