import type { SpanRecord } from "@breakwater/core/record/span-record";
import { RECORD_COLUMNS, recordOfRow } from "../../storage/record-of-row.ts";
import type { ListFilter } from "../list-filter.ts";
import { encodeCursor, pageRange } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { type ListPage, querySpanKeys, type SpanKey } from "./span-keys.ts";

/** A page of spans, without their payloads. */
export interface SpanPage {
  readonly spans: readonly SpanRecord[];
  /** Asks for the next page; absent on the last. */
  readonly nextCursor?: string;
}

/** A page of the spans that a filter leaves, newest, longest or dearest first. */
export async function querySpans(
  asked: ListFilter,
  page: ListPage,
  context: QueryContext,
): Promise<SpanPage> {
  const filter = { ...asked, range: pageRange(asked.range, page.after) };
  const keys = await querySpanKeys(filter, { ...page, limit: page.limit + 1 }, context);
  const shown = keys.slice(0, page.limit);
  const last = shown.at(-1);
  const spans = await recordsOf(shown, filter.project, context);
  if (last === undefined || keys.length <= page.limit) return { spans };
  const { at, traceId, spanId } = last;
  return { spans, nextCursor: encodeCursor({ order: page.order, ...filter.range, at, traceId, spanId }) };
}

/** The records of keys, in the order of the keys. */
async function recordsOf(
  keys: readonly SpanKey[],
  project: string,
  { engine, limits }: QueryContext,
): Promise<readonly SpanRecord[]> {
  if (keys.length === 0) return [];
  const rows = await engine.query(
    `SELECT ${RECORD_COLUMNS} FROM spans AS s FINAL
     WHERE s.project = {project:String}
       AND toStartOfHour(s.start_time) IN (SELECT toStartOfHour(arrayJoin({starts:Array(DateTime64(6, 'UTC'))})))
       AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
       AND s.span_id IN (SELECT toFixedString(unhex(arrayJoin({spans:Array(String)})), 8))`,
    {
      project,
      starts: [...new Set(keys.map(({ start }) => `${start.slice(0, 13)}:00:00.000000`))],
      traces: [...new Set(keys.map(({ traceId }) => traceId))],
      spans: keys.map(({ spanId }) => spanId),
    },
    limits,
  );
  const records = new Map<string, SpanRecord>();
  for (const record of rows.map(recordOfRow)) records.set(record.traceId + record.spanId, record);
  return keys.flatMap(({ traceId, spanId }) => records.get(traceId + spanId) ?? []);
}
