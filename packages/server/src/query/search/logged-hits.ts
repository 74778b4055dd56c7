import { z } from "zod";
import { HOUR_MS, sqlMicros } from "../../storage/span-row.ts";
import { listCondition } from "../list-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { type PlacedHit, placedHitSchema, type SearchQuestion } from "./search-hit.ts";
import { IS_PAST_SQL, OF_TRACE_SQL, snippetColumns, termConditions } from "./terms-sql.ts";

/** Messages are logged while their call runs: so long after its start at most, and by clocks so far apart before it. */
const REACH_MS = { before: HOUR_MS, after: 6 * HOUR_MS };

const TIME_SQL = `m.project = {project:String}
       AND toStartOfHour(m.logged_at) BETWEEN toStartOfHour({loggedFrom:DateTime64(6, 'UTC')})
         AND toStartOfHour({loggedTo:DateTime64(6, 'UTC')})`;

const placeSchema = placedHitSchema.pick({ traceId: true, spanId: true, place: true, startTime: true });

/**
 * Spans whose messages came as log records and hold every term, all of them together. The texts are read for the page
 * alone: a common word may stand in a million of them.
 */
export async function loggedHits(
  question: SearchQuestion,
  context: QueryContext,
): Promise<readonly PlacedHit[]> {
  const { filter, terms, limit, after, traceId } = question;
  const spans = listCondition(filter);
  const wanted = termConditions(terms, "m");
  const every = wanted.each.map((condition) => `max(${condition}) = 1`);
  const rows = await context.engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId, lower(hex(s.span_id)) AS spanId, toString(s.start_time) AS place,
       replace(place, ' ', 'T') || 'Z' AS startTime
     FROM spans AS s FINAL
     WHERE ${[spans.sql, ...(traceId ? [OF_TRACE_SQL] : []), ...(after ? [IS_PAST_SQL] : [])].join("\n AND ")}
       AND (s.trace_id, s.span_id) IN (
         SELECT m.trace_id, m.span_id FROM logged_messages AS m
         WHERE ${TIME_SQL}${traceId ? ` AND ${OF_TRACE_SQL.replace("s.", "m.")}` : ""} AND (${wanted.each.join(" OR ")})
         GROUP BY m.trace_id, m.span_id HAVING ${every.join(" AND ")})
     ORDER BY s.start_time DESC, s.trace_id DESC, s.span_id DESC
     LIMIT {limit:UInt32}`,
    {
      ...spans.parameters,
      ...wanted.parameters,
      ...loggedTime(question),
      limit,
      ...(traceId && { traceId }),
      ...(after && { at: after.at, afterTrace: after.traceId, afterSpan: after.spanId }),
    },
    context.limits,
  );
  const places = z.array(placeSchema).parse(rows);
  if (places.length === 0) return [];
  const snippets = await snippetsOf(places, question, context);
  return places.flatMap((place) => {
    const snippet = snippets.get(place.traceId + place.spanId);
    return snippet === undefined ? [] : [{ ...place, ...snippet }];
  });
}

const snippetSchema = placedHitSchema.omit({ place: true, startTime: true });

/** The text about the first term, in the first message of each span that has it. */
async function snippetsOf(
  places: readonly z.infer<typeof placeSchema>[],
  question: SearchQuestion,
  { engine, limits }: QueryContext,
) {
  const rows = await engine.query(
    `SELECT lower(hex(m.trace_id)) AS traceId, lower(hex(m.span_id)) AS spanId, ${snippetColumns("m")}
     FROM logged_messages AS m
     WHERE ${TIME_SQL} AND spot > 0
       AND m.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
     ORDER BY m.logged_at LIMIT 1 BY m.trace_id, m.span_id`,
    {
      ...loggedTime(question),
      first: termConditions(question.terms, "m").parameters["first"],
      traces: [...new Set(places.map(({ traceId }) => traceId))],
    },
    limits,
  );
  return new Map(
    z
      .array(snippetSchema)
      .parse(rows)
      .map((snippet) => [snippet.traceId + snippet.spanId, snippet]),
  );
}

function loggedTime({ filter: { project, range } }: SearchQuestion) {
  return {
    project,
    loggedFrom: sqlMicros(range.from - REACH_MS.before),
    loggedTo: sqlMicros(range.to + REACH_MS.after),
  };
}
