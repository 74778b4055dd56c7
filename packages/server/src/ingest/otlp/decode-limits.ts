import type { DecodeLimits } from "./otlp-span.ts";

/** Bounds wide enough for real exporters: their own defaults are 128 attributes and 128 events a span. */
export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  maxSpans: 50_000,
  maxAttributesPerSpan: 1_024,
  maxValueLength: 1_000_000,
  maxDepth: 16,
  maxEventsPerSpan: 256,
};

/** Longest text of a name or a status, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 4_096;
