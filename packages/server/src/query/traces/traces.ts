import type { ListFilter } from "../list-filter.ts";
import { encodeCursor, pageRange } from "../page-cursor.ts";
import type { QueryContext } from "../query-context.ts";
import type { ListPage } from "../spans/span-keys.ts";
import { queryTraceKeys } from "./trace-keys.ts";
import { summariesOf, type TraceSummary } from "./trace-summary.ts";

/** A page of traces. */
export interface TracePage {
  readonly traces: readonly TraceSummary[];
  /** Asks for the next page; absent on the last. */
  readonly nextCursor?: string;
}

/**
 * A page of the traces that have spans which a filter leaves: last active, longest or dearest first. No page repeats
 * a trace of the pages before; one that gets new spans meanwhile has its place at the top of the first page again.
 */
export async function queryTraces(
  asked: ListFilter,
  page: ListPage,
  context: QueryContext,
): Promise<TracePage> {
  const filter = { ...asked, range: pageRange(asked.range, page.after) };
  const keys = await queryTraceKeys(filter, { ...page, limit: page.limit + 1 }, context);
  const shown = keys.slice(0, page.limit);
  const moments = shown.map(({ last }) => Date.parse(`${last.replace(" ", "T")}Z`));
  const range = { from: Math.min(...moments), to: Math.max(...moments) };
  const place = { project: filter.project, range };
  const traceIds = shown.map(({ traceId }) => traceId);
  const summaries = await summariesOf(traceIds, place, context);
  const traces = traceIds.flatMap((traceId) => summaries.get(traceId) ?? []);
  const last = shown.at(-1);
  if (last === undefined || keys.length <= page.limit) return { traces };
  const { at, traceId } = last;
  return {
    traces,
    nextCursor: encodeCursor({ order: page.order, ...filter.range, at, traceId, spanId: "" }),
  };
}
