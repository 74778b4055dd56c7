import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import {
  attributes,
  damaged,
  hexOf,
  hrTime,
  jsonRequests,
  NO_OBJECTS,
  nanos,
  plain,
  readOrRefused,
  text,
} from "./otlp-requests.samples.ts";
import type { DecodedTraces, OtlpSpan } from "./otlp-span.ts";
import { readTraces } from "./read-traces.ts";
import { readTracesJson } from "./read-traces-json.ts";

const sdkSpan = fc.record({
  name: text,
  kind: fc.integer({ min: 0, max: 4 }),
  ids: fc.tuple(hexOf(32), hexOf(16), fc.option(hexOf(16), { nil: undefined })),
  startTime: hrTime,
  endTime: hrTime,
  attributes,
  events: fc.array(fc.record({ time: hrTime, name: text, attributes }), { maxLength: 3 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
  resourceAttributes: attributes,
  scope: fc.record({ name: text, version: text }),
});
type SdkSpan = typeof sdkSpan extends fc.Arbitrary<infer Span> ? Span : never;

/** The span as OpenTelemetry's SDK hands it to its serializers. */
function readable({ ids: [traceId, spanId, parentSpanId], ...span }: SdkSpan, resource: object) {
  return {
    ...span,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    ...(parentSpanId !== undefined && {
      parentSpanContext: { traceId, spanId: parentSpanId, traceFlags: 1 },
    }),
    links: [],
    duration: [0, 0],
    ended: true,
    resource,
    instrumentationScope: span.scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function expected({ ids: [traceId, spanId, parentSpanId], ...span }: SdkSpan): OtlpSpan {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: span.name,
    kind: span.kind + 1,
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: span.attributes,
    events: span.events.map((event) => ({
      name: event.name,
      timeUnixNano: nanos(event.time),
      attributes: event.attributes,
    })),
    statusCode: span.status.code,
    statusMessage: span.status.message,
    resource: span.resourceAttributes,
    scopeName: span.scope.name,
    scopeVersion: span.scope.version,
  };
}

type Serializer = typeof ProtobufTraceSerializer;

function serialized(spans: readonly SdkSpan[], { serializeRequest }: Serializer): Buffer {
  const resources = spans.map(({ resourceAttributes }) => ({
    attributes: resourceAttributes,
    asyncAttributesPending: false,
  }));
  const handed = spans.map((span, index) => readable(span, resources[index] ?? {}));
  // The serializers ask for classes of the SDK; these objects have all that they read.
  const bytes = (serializeRequest as (handed: readonly object[]) => Uint8Array | undefined)(handed);
  return Buffer.from(bytes ?? []);
}

const sorted = ({ spans }: DecodedTraces) =>
  [...spans].sort((a, b) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1)).map(plain);

describe("readTraces", () => {
  it("reads what OpenTelemetry's own serializers write, protobuf and JSON alike", () => {
    fc.assert(
      fc.property(fc.uniqueArray(sdkSpan, { selector: ({ ids }) => ids[1], maxLength: 6 }), (spans) => {
        const wanted = sorted({ spans: spans.map(expected), rejected: {} });
        const fromProtobuf = readTraces(serialized(spans, ProtobufTraceSerializer), DEFAULT_DECODE_LIMITS);
        expect(sorted(fromProtobuf)).toEqual(wanted);
        const json = serialized(spans, JsonTraceSerializer).toString();
        expect(sorted(readTracesJson(json, DEFAULT_DECODE_LIMITS))).toEqual(wanted);
        expect(fromProtobuf.rejected).toEqual({});
      }),
    );
  });

  it("reads or refuses any bytes, and never breaks on them", () => {
    const request = fc
      .array(sdkSpan, { minLength: 1, maxLength: 3 })
      .map((spans) => serialized(spans, ProtobufTraceSerializer));
    fc.assert(
      fc.property(damaged(request), (bytes) => {
        try {
          for (const span of readTraces(bytes, DEFAULT_DECODE_LIMITS).spans) {
            expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRequestError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads or refuses any JSON, and never breaks on it", () => {
    fc.assert(
      fc.property(jsonRequests("traces"), (request) => {
        const { spans = [] } = readOrRefused(() => readTracesJson(request, DEFAULT_DECODE_LIMITS)) ?? {};
        expect(Array.isArray(spans)).toBe(true);
      }),
    );
    for (const text of NO_OBJECTS) {
      expect(() => readTracesJson(text, DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
    }
  });
});
