import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { QueryContext } from "../query-context.ts";
import { recordsOf } from "../spans/records-of.ts";
import { textOfSnippet } from "./json-snippet.ts";
import type { PlacedHit, SearchHit } from "./search-hit.ts";

/** What was found, with what is known of the spans, and as text where it stands in JSON. */
export async function hitsOf(
  found: readonly PlacedHit[],
  project: string,
  context: QueryContext,
): Promise<readonly SearchHit[]> {
  const keys = found.map(({ traceId, spanId, place }) => ({ traceId, spanId, start: place }));
  const records = await recordsOf(keys, project, context);
  const spans = new Map(records.map((record) => [record.traceId + record.spanId, record]));
  return found.map(({ place: _, isJson, ...hit }) => {
    const record = spans.get(hit.traceId + hit.spanId);
    return {
      ...hit,
      ...(isJson === 1 && textOfSnippet(hit)),
      ...(record !== undefined && { span: summaryOf(record) }),
    };
  });
}

function summaryOf(record: SpanRecord): SearchHit["span"] {
  const { name, kind, status, responseModel, requestModel, userId, cost } = record;
  const isUnpriced = cost?.source === "unpriced";
  return {
    name,
    kind,
    status,
    model: responseModel ?? requestModel,
    userId,
    costNanos: isUnpriced ? undefined : cost?.totalNanos,
    isUnpriced,
  };
}
