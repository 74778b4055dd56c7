import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import { jsonAttributes } from "./json-attributes.ts";
import { either, enumOf, idOf, nanosOf } from "./json-fields.ts";
import type { DecodedTraces, DecodeLimits, OtlpEvent, OtlpSpan } from "./otlp-span.ts";
import type { Surroundings } from "./read-envelope.ts";
import { type EnvelopeNames, readEnvelopeJson } from "./read-envelope-json.ts";
import { isNoParent, SpanCollector } from "./span-collector.ts";

const NAMES: EnvelopeNames = {
  resourceItems: ["resourceSpans", "resource_spans"],
  scopeItems: ["scopeSpans", "scope_spans"],
  items: ["spans", "spans"],
};

/**
 * Reads an `ExportTraceServiceRequest` in OTLP's JSON form: ids in hex, 64-bit integers as text, enums as numbers.
 * @throws MalformedRequestError when the text is no JSON object.
 */
export function readTracesJson(text: string, limits: DecodeLimits): DecodedTraces {
  const collector = new SpanCollector(limits);
  readEnvelopeJson(text, { names: NAMES, limits }, (span, surroundings) =>
    collector.add({ ...spanOf(span, limits), ...surroundings }),
  );
  return collector.decoded();
}

function spanOf(span: unknown, limits: DecodeLimits): Omit<OtlpSpan, keyof Surroundings> {
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
    events: eventsOf(arrayOf(property(span, "events")), limits),
    statusCode: enumOf(property(status, "code"), STATUS_CODES),
    statusMessage: textOf(property(status, "message")) ?? "",
  };
}

function eventsOf(events: readonly unknown[], limits: DecodeLimits): OtlpEvent[] {
  const leftOut = events.length - limits.maxEventsPerSpan;
  if (leftOut > 0) limits.onCut?.("event_left_out", leftOut);
  return events.slice(0, limits.maxEventsPerSpan).map((event) => eventOf(event, limits));
}

function eventOf(event: unknown, limits: DecodeLimits): OtlpEvent {
  const attributes = jsonAttributes(property(event, "attributes"), limits);
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
