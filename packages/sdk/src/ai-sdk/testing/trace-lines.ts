import type { SpanRecord } from "@breakwater/core/record/span-record";

/** The trace as one line per step: its parents' kinds, its own kind, name and status. */
export function traceLines(records: readonly SpanRecord[]): string[] {
  const byId = new Map(records.map((record) => [record.spanId, record]));
  const path = ({ parentSpanId, kind }: SpanRecord): string => {
    const parent = parentSpanId === undefined ? undefined : byId.get(parentSpanId);
    return parent ? `${path(parent)} > ${kind}` : kind;
  };
  return records.map((record) => `${path(record)} ${record.name} ${record.status}`).sort();
}
