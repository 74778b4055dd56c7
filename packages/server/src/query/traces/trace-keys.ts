import { z } from "zod";
import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import { type ListFilter, listCondition } from "../list-filter.ts";
import { type ListOrder, rangeAfter } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import type { ListPage } from "../spans/span-keys.ts";
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
  for (const window of windowsBack(rangeAfter(filter.range, page.after))) {
    await takeWindow({ filter, window, page, found }, context);
    if (found.length >= page.limit) break;
  }
  return found;
}

interface WindowSearch {
  readonly filter: ListFilter;
  readonly window: TimeRange;
  readonly page: ListPage;
  readonly found: TraceKey[];
}

/** Adds the traces whose last span lies in a window, newest first, until the page is full. */
async function takeWindow(
  { filter, window, page, found }: WindowSearch,
  context: QueryContext,
): Promise<void> {
  const step = page.limit + SPARE_CANDIDATES;
  let after = page.after;
  for (;;) {
    const inWindow = { ...filter, range: window };
    const candidates = await keysIn(inWindow, { order: "start", limit: step, after }, context);
    const shown = await withLaterSpans(candidates, { ...filter, window }, context);
    found.push(
      ...candidates.filter(({ traceId }) => !shown.has(traceId)).slice(0, page.limit - found.length),
    );
    const last = candidates.at(-1);
    if (found.length >= page.limit || candidates.length < step || last === undefined) return;
    after = { order: "start", ...filter.range, at: last.at, traceId: last.traceId, spanId: "" };
  }
}

/** Those of the traces that have spans after a window: they have had their place already. */
async function withLaterSpans(
  candidates: readonly TraceKey[],
  { window, ...filter }: ListFilter & { readonly window: TimeRange },
  { engine, limits }: QueryContext,
): Promise<ReadonlySet<string>> {
  if (candidates.length === 0 || window.to >= filter.range.to) return new Set();
  const range = { from: window.to, to: filter.range.to };
  const { sql, parameters } = listCondition({ ...filter, range });
  const rows = await engine.query(
    `SELECT DISTINCT lower(hex(s.trace_id)) AS traceId FROM spans AS s FINAL
     WHERE ${sql} AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))`,
    { ...parameters, traces: candidates.map(({ traceId }) => traceId) },
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
     FROM spans AS s FINAL
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
