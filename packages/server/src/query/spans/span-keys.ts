import { z } from "zod";
import { type ListFilter, listCondition } from "../list-filter.ts";
import { type ListOrder, type PageCursor, rangeAfter } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { isOfFew } from "../span-filter.ts";
import { spansTable } from "../spans-table.ts";
import { windowsBack } from "../windows-back.ts";

const keySchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  /** As the engine writes it, to the microsecond. */
  start: z.string(),
  /** What the list is ordered by. */
  at: z.string(),
});

/** Where a span is, and its place in the list. */
export type SpanKey = z.infer<typeof keySchema>;

/** Which part of which list. */
export interface ListPage {
  readonly order: ListOrder;
  readonly limit: number;
  /** The last item of the page before. */
  readonly after?: PageCursor | undefined;
}

const ORDER_COLUMNS: Readonly<Record<ListOrder, { readonly column: string; readonly type: string }>> = {
  start: { column: "s.start_time", type: "DateTime64(6, 'UTC')" },
  duration: { column: "s.duration_us", type: "Int64" },
  cost: { column: "s.cost_nanos", type: "Int64" },
};

/** The keys of the spans of a page, in order. Reads only the columns that the question needs. */
export async function querySpanKeys(
  filter: ListFilter,
  page: ListPage,
  context: QueryContext,
): Promise<readonly SpanKey[]> {
  if (page.order !== "start") return keysIn(filter, page, context);
  const found: SpanKey[] = [];
  for (const range of windowsBack(rangeAfter(filter.range, page.after), isOfFew(filter))) {
    const limit = page.limit - found.length;
    found.push(...(await keysIn({ ...filter, range }, { ...page, limit }, context)));
    if (found.length >= page.limit) break;
  }
  return found;
}

async function keysIn(
  filter: ListFilter,
  { order, limit, after }: ListPage,
  { engine, limits }: QueryContext,
): Promise<readonly SpanKey[]> {
  const { sql, parameters } = listCondition(filter);
  const { column, type } = ORDER_COLUMNS[order];
  const key = `(${column}, s.trace_id, s.span_id)`;
  const isPast = `${key} < ({at:${type}}, toFixedString(unhex({afterTrace:String}), 16), toFixedString(unhex({afterSpan:String}), 8))`;
  const rows = await engine.query(
    `SELECT lower(hex(s.trace_id)) AS traceId, lower(hex(s.span_id)) AS spanId,
       toString(s.start_time) AS start, toString(${column}) AS at
     FROM ${spansTable(filter)} AS s FINAL
     WHERE ${sql}${order === "start" ? "" : " AND s.status != 'running'"}${after === undefined ? "" : ` AND ${isPast}`}
     ORDER BY ${column} DESC, s.trace_id DESC, s.span_id DESC
     LIMIT {limit:UInt32}`,
    {
      ...parameters,
      limit,
      ...(after && { at: after.at, afterTrace: after.traceId, afterSpan: after.spanId }),
    },
    limits,
  );
  return z.array(keySchema).parse(rows);
}
