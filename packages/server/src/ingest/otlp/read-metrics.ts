import { textOf } from "@breakwater/core/usage/untyped";
import { MAX_TEXT_LENGTH } from "./decode-limits.ts";
import type { DecodedMetrics, MetricArrival } from "./otlp-metric.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import { readEnvelope } from "./read-envelope.ts";
import type { WireCursor } from "./wire-cursor.ts";

/**
 * Reads an `ExportMetricsServiceRequest` in protobuf: which metrics came, from which service, and how many points.
 * @throws MalformedRequestError when the bytes are no protobuf message.
 */
export function readMetrics(bytes: Buffer, limits: DecodeLimits): DecodedMetrics {
  const arrivals: MetricArrival[] = [];
  let tooMany = 0;
  readEnvelope(bytes, limits, (cursor, end, { resource }) => {
    const arrival = readMetric(cursor, end, textOf(resource["service.name"]) ?? "");
    if (arrivals.length < limits.maxSpans) arrivals.push(arrival);
    else tooMany += arrival.points;
  });
  return { arrivals, rejected: tooMany === 0 ? {} : { too_many_metrics: tooMany } };
}

/** Gauge, sum, histogram, exponential histogram and summary: each has its points in field 1. */
const KINDS: ReadonlySet<number> = new Set([5, 7, 9, 10, 11]);

function readMetric(cursor: WireCursor, end: number, service: string): MetricArrival {
  let metric = "";
  let points = 0;
  while (cursor.next(end)) {
    if (cursor.wireType !== 2) cursor.skip(end);
    else if (cursor.field === 1) metric = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
    else if (KINDS.has(cursor.field)) points += countPoints(cursor, cursor.endOfLength(end));
    else cursor.skip(end);
  }
  return { service, metric, points };
}

function countPoints(cursor: WireCursor, end: number): number {
  let points = 0;
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2) points += 1;
    cursor.skip(end);
  }
  return points;
}
