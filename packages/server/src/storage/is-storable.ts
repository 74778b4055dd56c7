import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";

/** The engine counts the hours of spans, and the hours beside them, in 32 bits of seconds since 1970. */
const EARLIEST_MS = Date.UTC(1970, 0, 2);
const LATEST_MS = Date.UTC(2106, 1, 6);

/** Whether a span starts at a moment that storage can hold; a sender that does not know the time may say 1970. */
export function isStorable({ startTime }: Pick<SpanRecord, "startTime">): boolean {
  const start = epochMsOf(startTime);
  return start >= EARLIEST_MS && start < LATEST_MS;
}
