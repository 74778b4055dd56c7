import { z } from "zod";
import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import { type ListFilter, listCondition } from "../list-filter.ts";
import { type ListOrder, momentOfCursor, type PageCursor, rangeAfter } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { isOfFew } from "../span-filter.ts";
import type { ListPage } from "../spans/span-keys.ts";
import { spansTable } from "../spans-table.ts";
import type { TimeRange } from "../time-range.ts";
import { windowsBack } from "../windows-back.ts";

const keySchema = z.object({
  traceId: z.string(),
  /** Start of the last span that the filter leaves, to the microsecond. */
  last: z.string(),
  /** What the list is ordered by. */
  at: z.string(),
});

/** A trace and its place in the list. */
export type TraceKey = z.infer<typeof keySchema>;

/** Candidates looked at in one step, beyond the page: some turn out to have been shown already. */
const SPARE_CANDIDATES = 50;

/** What a trace is ordered by, over those of its spans that the filter leaves. */
const ORDER_VALUES: Readonly<Record<ListOrder, { readonly sql: string; readonly type: string }>> = {
  start: { sql: "max(s.start_time)", type: "DateTime64(6, 'UTC')" },
  duration: {
    sql: `max(toUnixTimestamp64Micro(s.start_time) + greatest(s.duration_us, 0))
      - min(toUnixTimestamp64Micro(s.start_time))`,
    type: "Int64",
  },
  cost: { sql: `toInt64(sum(${SPAN_SUMS.cost_nanos}))`, type: "Int64" },
};

/**
 * The keys of the traces of a page, in order. Newest first means by the last span that the filter leaves, for which
 * no more than the newest stretch of time has to be read; by length or cost, the whole range is.
 */
export async function queryTraceKeys(
  filter: ListFilter,
  page: ListPage,
  context: QueryContext,
): Promise<readonly TraceKey[]> {
  if (page.order !== "start") return keysIn(filter, page, context);
  const found: TraceKey[] = [];
  // A trace that reaches into an earlier window has had its place in the later one.
  const placed = new Set<string>();
  for (const window of windowsBack(rangeAfter(filter.range, page.after), isOfFew(filter))) {
    for await (const key of keysOfWindow({ filter, window, page }, context)) {
      if (placed.has(key.traceId)) continue;
      placed.add(key.traceId);
      found.push(key);
      if (found.length >= page.limit) return found;
    }
  }
  return found;
}

interface WindowSearch {
  readonly filter: ListFilter;
  readonly window: TimeRange;
  readonly page: ListPage;
}

/** The traces with spans in a window that no page before has shown, newest first. */
async function* keysOfWindow(
  { filter, window, page }: WindowSearch,
  context: QueryContext,
): AsyncGenerator<TraceKey, void, undefined> {
  const step = page.limit + SPARE_CANDIDATES;
  let after = page.after;
  for (;;) {
    const inWindow = { ...filter, range: window };
    const candidates = await keysIn(inWindow, { order: "start", limit: step, after }, context);
    const shown = await shownBefore(candidates, { filter, cursor: page.after }, context);
    yield* candidates.filter(({ traceId }) => !shown.has(traceId));
    const last = candidates.at(-1);
    if (candidates.length < step || last === undefined) return;
    after = { order: "start", ...filter.range, at: last.at, traceId: last.traceId, spanId: "" };
  }
}

/** Those of the traces that pages before have shown: they have spans above the cursor. */
async function shownBefore(
  candidates: readonly TraceKey[],
  { filter, cursor }: { readonly filter: ListFilter; readonly cursor: PageCursor | undefined },
  { engine, limits }: QueryContext,
): Promise<ReadonlySet<string>> {
  if (candidates.length === 0 || cursor === undefined) return new Set();
  const from = Math.min(filter.range.to - 1, momentOfCursor(cursor));
  const { sql, parameters } = listCondition({ ...filter, range: { from, to: filter.range.to } });
  const rows = await engine.query(
    `SELECT DISTINCT lower(hex(s.trace_id)) AS traceId FROM ${spansTable(filter)} AS s FINAL
     WHERE ${sql} AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
       AND (s.start_time, s.trace_id) >= ({at:DateTime64(6, 'UTC')}, toFixedString(unhex({afterTrace:String}), 16))`,
    {
      ...parameters,
      traces: candidates.map(({ traceId }) => traceId),
      at: cursor.at,
      afterTrace: cursor.traceId,
    },
    limits,
  );
  const traces = z.array(z.object({ traceId: z.string() })).parse(rows);
  return new Set(traces.map(({ traceId }) => traceId));
}

async function keysIn(
  filter: ListFilter,
  { order, limit, after }: ListPage,
  { engine, limits }: QueryContext,
): Promise<readonly TraceKey[]> {
  const { sql, parameters } = listCondition(filter);
  const { sql: value, type } = ORDER_VALUES[order];
  const isPast = `(place, s.trace_id) < ({at:${type}}, toFixedString(unhex({afterTrace:String}), 16))`;
  const rows = await engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId, toString(max(s.start_time)) AS last,
       ${value} AS place, toString(place) AS at
     FROM ${spansTable(filter)} AS s FINAL
     WHERE ${sql}
     GROUP BY s.trace_id
     ${after === undefined ? "" : `HAVING ${isPast}`}
     ORDER BY place DESC, s.trace_id DESC
     LIMIT {limit:UInt32}`,
    { ...parameters, limit, ...(after && { at: after.at, afterTrace: after.traceId }) },
    limits,
  );
  return z.array(keySchema).parse(rows);
}
