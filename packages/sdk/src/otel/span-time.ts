import type { HrTime } from "@opentelemetry/api";

/**
 * Microseconds of a time as OpenTelemetry takes it. A plain number would not do: one below the process's start is
 * read as time since then.
 */
export function hrTimeOf(epochMicros: number): HrTime {
  const seconds = Math.floor(epochMicros / 1_000_000);
  return [seconds, (epochMicros - seconds * 1_000_000) * 1_000];
}

/** The microsecond in which a time lies, as records write it. */
export function epochMicrosOf(epochMs: number): number {
  return Math.floor(epochMs * 1_000);
}
