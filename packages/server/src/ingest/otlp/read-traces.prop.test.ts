import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import type { DecodedTraces, OtlpSpan } from "./otlp-span.ts";
import { readTraces } from "./read-traces.ts";
import { readTracesJson } from "./read-traces-json.ts";

const hexOf = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(""))
    .filter((hex) => /[1-9a-f]/.test(hex));
const text = fc.string({ unit: "binary", maxLength: 20 }).filter((value) => value.isWellFormed());
const name = fc.string({ minLength: 1, maxLength: 12 });
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((number) => !Object.is(number, -0) && !Number.isInteger(number)),
  fc.array(text, { maxLength: 3 }),
);
const attributes = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });
const hrTime = fc.tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));

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

const nanos = ([seconds, rest]: readonly [number, number]) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

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
const plain = (span: OtlpSpan): unknown =>
  JSON.parse(JSON.stringify(span, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item)));

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
    const damage = fc.record({
      cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
      hits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(
        fc.oneof(request, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)),
        damage,
        (bytes, { cutAt, hits }) => {
          const damaged = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * cutAt)));
          for (const [where, byte] of hits) if (damaged.length > 0) damaged[where % damaged.length] = byte;
          try {
            for (const span of readTraces(damaged, DEFAULT_DECODE_LIMITS).spans) {
              expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedRequestError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reads or refuses any JSON, and never breaks on it", () => {
    const lists = ["resourceSpans", "scopeSpans", "spans", "attributes", "events", "values"];
    const keys = [...lists, "traceId", "value", "kvlistValue", "arrayValue", "intValue", "status", "key"];
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.oneof(fc.jsonValue({ maxDepth: 1 }), hexOf(32)),
      tree: fc.oneof(
        { depthSize: "medium" },
        tie("leaf"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie("tree"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), tree), (request) => {
        const { spans } = readTracesJson(JSON.stringify(request), DEFAULT_DECODE_LIMITS);
        expect(Array.isArray(spans)).toBe(true);
      }),
    );
    for (const text of ["", "{", "[", "null", "7", '"x"']) {
      expect(() => readTracesJson(text, DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
    }
  });
});
