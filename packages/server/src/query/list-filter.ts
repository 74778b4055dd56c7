import type { SpanFilter, SqlCondition } from "./span-filter.ts";
import { spanCondition } from "./span-filter.ts";

/** A filter of spans, and what only lists of them ask for. */
export interface ListFilter extends SpanFilter {
  readonly minDurationMs?: number | undefined;
  /** Ended, and shorter than this. */
  readonly maxDurationMs?: number | undefined;
  readonly minCostNanos?: number | undefined;
  /** Ended in an error, or not. */
  readonly hasError?: boolean | undefined;
  /** Used, but at a price that nobody knows. */
  readonly isUnpriced?: boolean | undefined;
  /** Part of the name, in whatever case. */
  readonly text?: string | undefined;
}

/** The filter over `spans AS s`, values bound. */
export function listCondition(filter: ListFilter): SqlCondition {
  const { sql, parameters } = spanCondition(filter);
  const { minDurationMs, maxDurationMs, minCostNanos, hasError, isUnpriced, text } = filter;
  const more: SqlCondition[] = [];
  if (minDurationMs !== undefined) {
    const minDurationUs = Math.round(minDurationMs * 1000);
    more.push({ sql: "s.duration_us >= {minDurationUs:Int64}", parameters: { minDurationUs } });
  }
  if (maxDurationMs !== undefined) {
    const maxDurationUs = Math.round(maxDurationMs * 1000);
    more.push({
      sql: "s.duration_us >= 0 AND s.duration_us < {maxDurationUs:Int64}",
      parameters: { maxDurationUs },
    });
  }
  if (minCostNanos !== undefined) {
    more.push({ sql: "s.cost_nanos >= {minCostNanos:Int64}", parameters: { minCostNanos } });
  }
  if (hasError !== undefined) {
    more.push({ sql: `s.status ${hasError ? "=" : "!="} 'error'`, parameters: {} });
  }
  if (isUnpriced !== undefined) {
    more.push({ sql: `s.cost_source ${isUnpriced ? "=" : "!="} 'unpriced'`, parameters: {} });
  }
  if (text !== undefined && text !== "") {
    more.push({ sql: "positionCaseInsensitiveUTF8(s.name, {text:String}) > 0", parameters: { text } });
  }
  return {
    sql: [sql, ...more.map((condition) => condition.sql)].join("\n  AND "),
    parameters: Object.assign({}, parameters, ...more.map((condition) => condition.parameters)),
  };
}
