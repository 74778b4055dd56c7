import type { SpanRecord } from "@breakwater/core/record/span-record";
import { projectOf } from "../../storage/span-row.ts";
import type { IncomingSpan } from "../../storage/span-store.ts";
import type { ListFilter } from "../list-filter.ts";
import { DIMENSION_COLUMNS, type Dimension } from "../span-filter.ts";

/** The value of a dimension of a span; empty when it has none. */
const DIMENSION_VALUES: Readonly<Record<Dimension, (span: IncomingSpan) => string | undefined>> = {
  service: ({ record }) => record.service,
  environment: ({ record }) => record.environment,
  release: ({ record }) => record.release,
  kind: ({ record }) => record.kind,
  name: ({ record }) => record.name,
  provider: ({ record }) => record.provider,
  model: ({ record }) => record.requestModel ?? record.responseModel,
  requestModel: ({ record }) => record.requestModel,
  responseModel: ({ record }) => record.responseModel,
  serviceTier: ({ record }) => record.serviceTier,
  user: ({ record }) => record.userId,
  session: ({ record }) => record.sessionId,
  queryType: ({ record }) => record.queryType,
  status: ({ record }) => record.status,
  errorClass: ({ record }) => record.error?.class,
  errorType: ({ record }) => record.error?.type,
  fingerprint: ({ record }) => record.error?.fingerprint,
  dialect: ({ dialect }) => dialect,
  protocol: ({ protocol }) => protocol,
};

/** Whether a filter leaves a span, its time aside: what `listCondition` asks the engine, for spans just committed. */
export function matchesFilter(span: IncomingSpan, filter: ListFilter): boolean {
  return (
    projectOf(span.record) === filter.project &&
    matchesValues(span, filter) &&
    matchesMetadata(span.record, filter) &&
    matchesNumbers(span.record, filter)
  );
}

function matchesValues(span: IncomingSpan, { values = {}, tags }: ListFilter): boolean {
  for (const name of Object.keys(DIMENSION_COLUMNS) as Dimension[]) {
    if (values[name]?.includes(DIMENSION_VALUES[name](span) ?? "") === false) return false;
  }
  return tags?.some((tag) => span.record.tags?.includes(tag)) ?? true;
}

function matchesMetadata({ metadata = {} }: SpanRecord, filter: ListFilter): boolean {
  return Object.entries(filter.metadata ?? {}).every(([key, wanted]) =>
    wanted.includes(Object.hasOwn(metadata, key) ? String(metadata[key]) : ""),
  );
}

function matchesNumbers(record: SpanRecord, filter: ListFilter): boolean {
  const { minDurationMs, maxDurationMs, minCostNanos, hasError, isUnpriced, text = "" } = filter;
  const { cost, durationMs = -1 } = record;
  const costNanos = cost === undefined || cost.source === "unpriced" ? 0 : cost.totalNanos;
  return (
    (minDurationMs === undefined || durationMs >= minDurationMs) &&
    (maxDurationMs === undefined || (durationMs >= 0 && durationMs < maxDurationMs)) &&
    (minCostNanos === undefined || costNanos >= minCostNanos) &&
    (hasError === undefined || (record.status === "error") === hasError) &&
    (isUnpriced === undefined || (cost?.source === "unpriced") === isUnpriced) &&
    record.name.toLowerCase().includes(text.toLowerCase())
  );
}
