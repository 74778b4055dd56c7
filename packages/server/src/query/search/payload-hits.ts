import { z } from "zod";
import type { SqlParameters } from "../../storage/sql-engine.ts";
import { type ListFilter, listCondition } from "../list-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { spanCondition } from "../span-filter.ts";
import { type PlacedHit, placedHitSchema, type SearchQuestion } from "./search-hit.ts";
import { IS_PAST_SQL, OF_TRACE_SQL, snippetColumns, termConditions } from "./terms-sql.ts";

/** Spans whose own prompt or answer holds every term, newest first. */
export async function payloadHits(
  { filter, terms, limit, after, traceId }: SearchQuestion,
  { engine, limits }: QueryContext,
): Promise<readonly PlacedHit[]> {
  const wanted = termConditions(terms, "s");
  const { project, range } = filter;
  // Payloads have the project and the time of their spans under the same names.
  const time = spanCondition({ project, range });
  const spans = spansSql(filter);
  const rows = await engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId, lower(hex(s.span_id)) AS spanId, toString(s.start_time) AS place,
       replace(place, ' ', 'T') || 'Z' AS startTime,
       ${snippetColumns("s")}
     FROM payloads AS s FINAL
     WHERE ${[time.sql, ...(traceId ? [OF_TRACE_SQL] : []), ...wanted.each, ...spans.sql, ...(after ? [IS_PAST_SQL] : [])].join("\n AND ")}
     ORDER BY s.start_time DESC, s.trace_id DESC, s.span_id DESC
     LIMIT {limit:UInt32}`,
    {
      ...spans.parameters,
      ...wanted.parameters,
      ...time.parameters,
      limit,
      ...(traceId && { traceId }),
      ...(after && { at: after.at, afterTrace: after.traceId, afterSpan: after.spanId }),
    },
    limits,
  );
  return z.array(placedHitSchema).parse(rows);
}

/** The filter, of which only project and time are kept beside payloads: asked of the spans where it says more. */
function spansSql({ range, project, ...more }: ListFilter): {
  readonly sql: readonly string[];
  readonly parameters: SqlParameters;
} {
  const { sql, parameters } = listCondition({ range, project, ...more });
  if (sql === listCondition({ range, project }).sql) return { sql: [], parameters: {} };
  return {
    sql: [
      `(s.trace_id, s.span_id) IN (SELECT s.trace_id, s.span_id FROM spans AS s FINAL WHERE ${sql} AND s.has_payload = 1)`,
    ],
    parameters,
  };
}
