import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { ListFilter } from "../list-filter.ts";
import { encodeCursor, pageRange } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import { recordsOf } from "./records-of.ts";
import { type ListPage, querySpanKeys } from "./span-keys.ts";

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
