import type { SpanStatus } from "@breakwater/core/record/span-record";

const STATUSES: ReadonlySet<string> = new Set<SpanStatus>([
  "running",
  "ok",
  "error",
  "cancelled",
  "abandoned",
  "blocked",
]);

/** Whether a text read from storage is a status of a record. */
export function isSpanStatus(text: string): text is SpanStatus {
  return STATUSES.has(text);
}
