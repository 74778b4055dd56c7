import type { OtlpSpan } from "../../ingest/otlp/otlp-span.ts";

/** Milliseconds from the start of a span to its first event of this name; undefined without one. */
export function msToEvent({ startTimeUnixNano, events }: OtlpSpan, name: string): number | undefined {
  const event = events.find((candidate) => candidate.name === name);
  if (event === undefined || event.timeUnixNano < startTimeUnixNano) return undefined;
  return Number((event.timeUnixNano - startTimeUnixNano) / 1000n) / 1000;
}
