import type { SpanRecord } from "@breakwater/core/record/span-record";
import { HOUR_MS } from "../../storage/span-row.ts";
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
  // A message may have come as a log record in the hour after its span began.
  const keys = found.flatMap(({ traceId, spanId, place }) =>
    [place, hourBefore(place)].map((start) => ({ traceId, spanId, start })),
  );
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

/** The same time of the hour before, as the engine writes times. */
function hourBefore(time: string): string {
  const at = Date.parse(`${time.slice(0, 10)}T${time.slice(11, 19)}Z`) - HOUR_MS;
  return new Date(at).toISOString().replace("T", " ");
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
