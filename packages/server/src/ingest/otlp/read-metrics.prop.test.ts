import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import {
  attributes,
  damaged,
  hrTime,
  jsonRequests,
  NO_OBJECTS,
  readOrRefused,
  text,
} from "./otlp-requests.samples.ts";
import { readMetrics } from "./read-metrics.ts";
import { readMetricsJson } from "./read-metrics-json.ts";

const point = fc.record({ startTime: hrTime, endTime: hrTime, attributes });
const HISTOGRAM = { buckets: { boundaries: [1, 2], counts: [1, 0, 2] }, sum: 5, count: 3, min: 1, max: 3 };
const EXPONENTIAL = {
  ...{ scale: 1, zeroCount: 0, sum: 5, count: 3, min: 1, max: 3 },
  positive: { offset: 0, bucketCounts: [1, 2] },
  negative: { offset: 0, bucketCounts: [] },
};
/** Values by the SDK's `DataPointType`: histogram, exponential histogram, gauge, sum. */
const VALUES = [HISTOGRAM, EXPONENTIAL, 3, 4];

const metric = fc.record({ name: text, type: fc.nat({ max: 3 }), points: fc.array(point, { maxLength: 4 }) });
const request = fc.record({
  service: text,
  scopes: fc.array(fc.array(metric, { maxLength: 3 }), { maxLength: 3 }),
});
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

/** Metrics as OpenTelemetry's SDK hands them to its serializers. */
function readable({ service, scopes }: Request): object {
  return {
    resource: { attributes: { "service.name": service }, asyncAttributesPending: false },
    scopeMetrics: scopes.map((metrics) => ({
      scope: { name: "app" },
      metrics: metrics.map(({ name, type, points }) => ({
        descriptor: { name, description: "", unit: "s", valueType: 1 },
        aggregationTemporality: 1,
        dataPointType: type,
        isMonotonic: true,
        dataPoints: points.map((point) => ({ ...point, value: VALUES[type] })),
      })),
    })),
  };
}

function serialized(sent: Request, { serializeRequest }: typeof ProtobufMetricsSerializer): Buffer {
  // The serializers ask for classes of the SDK; these objects have all that they read.
  const bytes = (serializeRequest as (handed: object) => Uint8Array | undefined)(readable(sent));
  return Buffer.from(bytes ?? []);
}

describe("readMetrics", () => {
  it("counts what OpenTelemetry's own serializers write, protobuf and JSON alike", () => {
    fc.assert(
      fc.property(request, (sent) => {
        const arrivals = sent.scopes.flatMap((metrics) =>
          metrics.map(({ name, points }) => ({ service: sent.service, metric: name, points: points.length })),
        );
        const wanted = { arrivals, rejected: {} };
        expect(readMetrics(serialized(sent, ProtobufMetricsSerializer), DEFAULT_DECODE_LIMITS)).toEqual(
          wanted,
        );
        const json = serialized(sent, JsonMetricsSerializer).toString();
        expect(readMetricsJson(json, DEFAULT_DECODE_LIMITS)).toEqual(wanted);
      }),
    );
  });

  it("reads or refuses any bytes and any JSON, and never breaks on them", () => {
    const requests = request.map((sent) => serialized(sent, ProtobufMetricsSerializer));
    fc.assert(
      fc.property(damaged(requests), jsonRequests("metrics"), (bytes, json) => {
        const { arrivals = [] } = readOrRefused(() => readMetricsJson(json, DEFAULT_DECODE_LIMITS)) ?? {};
        expect(Array.isArray(arrivals)).toBe(true);
        try {
          for (const { points } of readMetrics(bytes, DEFAULT_DECODE_LIMITS).arrivals) {
            expect(points).toBeLessThanOrEqual(bytes.length);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRequestError);
        }
      }),
      { numRuns: 500 },
    );
    for (const text of NO_OBJECTS) {
      expect(() => readMetricsJson(text, DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
    }
  });

  it("takes no more metrics than the limit, and says how many points it left", () => {
    const one = {
      name: "m",
      type: 2,
      points: [{ startTime: [1, 0], endTime: [2, 0], attributes: {} }],
    } as Request["scopes"][0][0];
    const sent: Request = { service: "shop", scopes: [[one, one], [one]] };
    const limits = { ...DEFAULT_DECODE_LIMITS, maxSpans: 1 };
    const wanted = {
      arrivals: [{ service: "shop", metric: "m", points: 1 }],
      rejected: { too_many_metrics: 2 },
    };
    expect(readMetrics(serialized(sent, ProtobufMetricsSerializer), limits)).toEqual(wanted);
    expect(readMetricsJson(serialized(sent, JsonMetricsSerializer).toString(), limits)).toEqual(wanted);
  });
});
