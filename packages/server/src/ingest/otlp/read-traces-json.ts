import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import { jsonAttributes } from "./json-attributes.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import type { Attributes, DecodedTraces, DecodeLimits, OtlpEvent, OtlpSpan } from "./otlp-span.ts";
import { isNoParent, SpanCollector } from "./span-collector.ts";

/**
 * Reads an `ExportTraceServiceRequest` in OTLP's JSON form: ids in hex, 64-bit integers as text, enums as numbers.
 * Names in snake_case, which some senders write, are taken too.
 * @throws MalformedRequestError when the text is no JSON object.
 */
export function readTracesJson(text: string, limits: DecodeLimits): DecodedTraces {
  const collector = new SpanCollector(limits);
  for (const resourceSpans of listOf(parsed(text), "resourceSpans", "resource_spans")) {
    const resource = jsonAttributes(property(property(resourceSpans, "resource"), "attributes"), limits);
    for (const scopeSpans of listOf(resourceSpans, "scopeSpans", "scope_spans")) {
      const scope = property(scopeSpans, "scope");
      const scopeName = textOf(property(scope, "name")) ?? "";
      const scopeVersion = textOf(property(scope, "version")) ?? "";
      for (const span of arrayOf(property(scopeSpans, "spans"))) {
        collector.add({ ...spanOf(span, limits), resource, scopeName, scopeVersion });
      }
    }
  }
  return collector.decoded();
}

/** The JSON object of a request. */
function parsed(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedRequestError("its body is not JSON");
  }
  if (typeof value !== "object" || value === null)
    throw new MalformedRequestError("its body is no JSON object");
  return value;
}

function spanOf(
  span: unknown,
  limits: DecodeLimits,
): Omit<OtlpSpan, "resource" | "scopeName" | "scopeVersion"> {
  const status = property(span, "status");
  const parent = idOf(either(span, "parentSpanId", "parent_span_id"));
  return {
    traceId: idOf(either(span, "traceId", "trace_id")),
    spanId: idOf(either(span, "spanId", "span_id")),
    ...(!isNoParent(parent) && { parentSpanId: parent }),
    name: textOf(property(span, "name")) ?? "",
    kind: enumOf(property(span, "kind"), SPAN_KINDS),
    startTimeUnixNano: nanosOf(either(span, "startTimeUnixNano", "start_time_unix_nano")),
    endTimeUnixNano: nanosOf(either(span, "endTimeUnixNano", "end_time_unix_nano")),
    attributes: jsonAttributes(property(span, "attributes"), limits),
    events: arrayOf(property(span, "events"))
      .slice(0, limits.maxEventsPerSpan)
      .map((event) => eventOf(event, limits)),
    statusCode: enumOf(property(status, "code"), STATUS_CODES),
    statusMessage: textOf(property(status, "message")) ?? "",
  };
}

function eventOf(event: unknown, limits: DecodeLimits): OtlpEvent {
  const attributes: Attributes = jsonAttributes(property(event, "attributes"), limits);
  return {
    name: textOf(property(event, "name")) ?? "",
    timeUnixNano: nanosOf(either(event, "timeUnixNano", "time_unix_nano")),
    attributes,
  };
}

/** Names that protobuf's own JSON mapping gives to enums; OTLP asks for numbers, some senders write these. */
const SPAN_KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
  (kind) => `SPAN_KIND_${kind}`,
);
const STATUS_CODES = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

function enumOf(value: unknown, names: readonly string[]): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  return typeof value === "string" ? Math.max(0, names.indexOf(value)) : 0;
}

function either(value: unknown, camel: string, snake: string): unknown {
  return property(value, camel) ?? property(value, snake);
}

function listOf(value: unknown, camel: string, snake: string): readonly unknown[] {
  return arrayOf(either(value, camel, snake));
}

/** Hex in any case; base64, which protobuf's own JSON mapping writes, where the length gives it away. */
function idOf(value: unknown): string {
  const text = textOf(value) ?? "";
  if (/^([0-9a-fA-F]{32}|[0-9a-fA-F]{16})$/.test(text)) return text.toLowerCase();
  return /^([A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/.test(text)
    ? Buffer.from(text, "base64").toString("hex")
    : text;
}

function nanosOf(value: unknown): bigint {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return BigInt(Math.trunc(value));
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? BigInt(value) : 0n;
}
