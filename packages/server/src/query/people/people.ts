import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import type { SpanFilter } from "../span-filter.ts";
import { sourcesSql } from "../sums/sums-sql.ts";
import type { TimeRange } from "../time-range.ts";
import { DAY_MS, dayStarts, lastDayOf } from "./days.ts";
import { lastMoments } from "./last-moments.ts";
import { encodePeopleCursor, type PeopleCursor, type PeopleOrder } from "./people-cursor.ts";
import type { PeopleKind } from "./people-kind.ts";

/** Which part of which list. */
export interface PeoplePage {
  readonly order: PeopleOrder;
  readonly limit: number;
  /** Part of the id, in whatever case. */
  readonly search?: string | undefined;
  readonly after?: PeopleCursor | undefined;
}

/** What a user or a session did in a range. */
export const personSchema = z.object({
  id: z.string(),
  calls: z.number(),
  errors: z.number(),
  blockedCalls: z.number(),
  pricedCalls: z.number(),
  unpricedCalls: z.number(),
  costNanos: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Mean time of calls, milliseconds; null when none was measured. */
  latencyMs: z.number().nullable(),
  /** Start of the last call, epoch milliseconds: exact within the range's last day, to the day before it. */
  lastSeen: z.number(),
});

/** A user or a session in a list. */
export type Person = z.infer<typeof personSchema>;

/** A page of users or sessions. */
export interface PeopleAnswer {
  readonly people: readonly Person[];
  readonly nextCursor?: string;
}

const ORDER_COLUMNS: Readonly<Record<PeopleOrder, string>> = {
  cost: "costNanos",
  calls: "calls",
  errors: "errors",
  latency: "ifNull(latencyMs, 0)",
  lastSeen: "lastSeen",
};

const COLUMNS = [
  "calls",
  "errors",
  "blocked_calls",
  "priced_calls",
  "unpriced_calls",
  "cost_nanos",
  "input_tokens",
  "output_tokens",
  "duration_us",
  "measured_calls",
] as const;

const rowsSchema = z.array(personSchema.extend({ at: z.number() }));

/** The users or sessions of the calls that a filter leaves; those without an id are no user and no session. */
export async function queryPeople(
  kind: PeopleKind,
  asked: { readonly filter: SpanFilter; readonly page: PeoplePage },
  context: QueryContext,
): Promise<PeopleAnswer> {
  const { order, limit, search = "", after } = asked.page;
  const range = after === undefined ? asked.filter.range : { from: after.from, to: after.to };
  const filter = { ...asked.filter, range };
  const { sql, parameters } = sourcesSql({
    filter: inferenceFilter(filter),
    groups: [kind],
    columns: COLUMNS,
    stepStarts: dayStarts(range),
  });
  const rows = await context.engine.query(
    `SELECT toString(r.group0) AS id,
       toFloat64(sum(r.calls)) AS calls, toFloat64(sum(r.errors)) AS errors,
       toFloat64(sum(r.blocked_calls)) AS blockedCalls,
       toFloat64(sum(r.priced_calls)) AS pricedCalls, toFloat64(sum(r.unpriced_calls)) AS unpricedCalls,
       toFloat64(sum(r.cost_nanos)) AS costNanos,
       toFloat64(sum(r.input_tokens)) AS inputTokens, toFloat64(sum(r.output_tokens)) AS outputTokens,
       if(sum(r.measured_calls) = 0, NULL, sum(r.duration_us) / sum(r.measured_calls) / 1000) AS latencyMs,
       toFloat64(max(r.at)) / 1000 AS lastSeen, toFloat64(${ORDER_COLUMNS[order]}) AS at
     FROM (${sql}) AS r
     WHERE id != '' AND positionCaseInsensitiveUTF8(id, {search:String}) > 0
     GROUP BY id
     HAVING calls + blockedCalls > 0${after === undefined ? "" : " AND (at, id) < ({afterAt:Float64}, {afterId:String})"}
     ORDER BY at DESC, id DESC
     LIMIT {limit:UInt32}`,
    { ...parameters, search, limit: limit + 1, ...(after && { afterAt: after.at, afterId: after.id }) },
    context.limits,
  );
  const found = rowsSchema.parse(rows);
  const shown = found.slice(0, limit);
  const moments = await lastMoments(kind, { filter, ids: seenLately(shown, range) }, context);
  const people = shown.map(({ at: _, ...person }) => ({
    ...person,
    lastSeen: moments.get(person.id) ?? Math.max(person.lastSeen, range.from),
  }));
  const last = shown.at(-1);
  if (last === undefined || found.length <= limit) return { people };
  return { people, nextCursor: encodePeopleCursor({ order, ...range, at: last.at, id: last.id }) };
}

function seenLately(people: readonly Person[], range: TimeRange): readonly string[] {
  const { from } = lastDayOf(range);
  return people.filter(({ lastSeen }) => lastSeen + DAY_MS > from).map(({ id }) => id);
}
