import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import { either } from "./json-fields.ts";
import type { DecodedMetrics, MetricArrival } from "./otlp-metric.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import { type EnvelopeNames, readEnvelopeJson } from "./read-envelope-json.ts";

const NAMES: EnvelopeNames = {
  resourceItems: ["resourceMetrics", "resource_metrics"],
  scopeItems: ["scopeMetrics", "scope_metrics"],
  items: ["metrics", "metrics"],
};

/**
 * Reads an `ExportMetricsServiceRequest` in OTLP's JSON form, as `readMetrics` does.
 * @throws MalformedRequestError when the text is no JSON object.
 */
export function readMetricsJson(text: string, limits: DecodeLimits): DecodedMetrics {
  const arrivals: MetricArrival[] = [];
  let tooMany = 0;
  readEnvelopeJson(text, { names: NAMES, limits }, (metric, { resource }) => {
    const points = countPoints(metric);
    if (arrivals.length >= limits.maxSpans) tooMany += points;
    else {
      arrivals.push({
        service: textOf(resource["service.name"]) ?? "",
        metric: textOf(property(metric, "name")) ?? "",
        points,
      });
    }
  });
  return { arrivals, rejected: tooMany === 0 ? {} : { too_many_metrics: tooMany } };
}

function countPoints(metric: unknown): number {
  const kinds = [
    property(metric, "gauge"),
    property(metric, "sum"),
    property(metric, "histogram"),
    either(metric, "exponentialHistogram", "exponential_histogram"),
    property(metric, "summary"),
  ];
  return kinds.reduce<number>(
    (sum, kind) => sum + arrayOf(either(kind, "dataPoints", "data_points")).length,
    0,
  );
}
