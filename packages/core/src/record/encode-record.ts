import type { SpanRecord } from "./span-record.ts";

/**
 * A record as one line of JSON, without the line's end. `JSON.stringify` escapes line breaks and lone surrogates,
 * so the line stays one line and survives UTF-8.
 */
export function encodeRecord(record: SpanRecord): string {
  return JSON.stringify(record);
}
