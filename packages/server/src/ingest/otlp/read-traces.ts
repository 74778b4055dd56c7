import { MAX_TEXT_LENGTH } from "./decode-limits.ts";
import type { DecodedTraces, DecodeLimits, OtlpEvent, OtlpSpan } from "./otlp-span.ts";
import { newAttributes, readAttributeField } from "./read-attributes.ts";
import { readEnvelope, type Surroundings } from "./read-envelope.ts";
import { isNoParent, SpanCollector } from "./span-collector.ts";
import type { WireCursor } from "./wire-cursor.ts";

/**
 * Reads an `ExportTraceServiceRequest` in protobuf. Unknown fields are passed over; spans without valid ids are
 * rejected one by one.
 * @throws MalformedRequestError when the bytes are no protobuf message.
 */
export function readTraces(bytes: Buffer, limits: DecodeLimits): DecodedTraces {
  const collector = new SpanCollector(limits);
  readEnvelope(bytes, limits, (cursor, end, surroundings) => {
    if (collector.isFull) {
      collector.reject("too_many_spans");
      cursor.position = end;
    } else collector.add(readSpan(cursor, end, { surroundings, limits }));
  });
  return collector.decoded();
}

/** A span whose parts are still being read. */
type OpenSpan = { -readonly [Field in keyof OtlpSpan]: OtlpSpan[Field] };

function readSpan(
  cursor: WireCursor,
  end: number,
  { surroundings, limits }: { surroundings: Surroundings; limits: DecodeLimits },
): OtlpSpan {
  const attributes = newAttributes();
  const events: OtlpEvent[] = [];
  const span: OpenSpan = {
    traceId: "",
    spanId: "",
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes,
    events,
    statusCode: 0,
    statusMessage: "",
    ...surroundings,
  };
  let attributeCount = 0;
  while (cursor.next(end)) {
    if (cursor.field === ATTRIBUTES) {
      readAttributeField(cursor, end, { into: attributes, limits, count: attributeCount++ });
    } else if (cursor.field === EVENTS && cursor.wireType === 2) {
      const last = cursor.endOfLength(end);
      if (events.length < limits.maxEventsPerSpan) events.push(readEvent(cursor, last, limits));
      else {
        limits.onCut?.("event_left_out");
        cursor.position = last;
      }
    } else readSpanField(cursor, end, span);
  }
  return span;
}

const ATTRIBUTES = 9;
const EVENTS = 11;

/** Reads a field of which a span has one. */
function readSpanField(cursor: WireCursor, end: number, span: OpenSpan): void {
  switch ((cursor.field << 3) | cursor.wireType) {
    case (1 << 3) | 2:
      span.traceId = cursor.hex(cursor.endOfLength(end));
      return;
    case (2 << 3) | 2:
      span.spanId = cursor.hex(cursor.endOfLength(end));
      return;
    case (4 << 3) | 2: {
      const parent = cursor.hex(cursor.endOfLength(end));
      if (!isNoParent(parent)) span.parentSpanId = parent;
      return;
    }
    case (5 << 3) | 2:
      span.name = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
      return;
    case 6 << 3:
      span.kind = cursor.varint();
      return;
    case (7 << 3) | 1:
      span.startTimeUnixNano = cursor.fixed64();
      return;
    case (8 << 3) | 1:
      span.endTimeUnixNano = cursor.fixed64();
      return;
    case (15 << 3) | 2:
      readStatus(cursor, cursor.endOfLength(end), span);
      return;
    default:
      cursor.skip(end);
  }
}

function readStatus(cursor: WireCursor, end: number, span: OpenSpan): void {
  while (cursor.next(end)) {
    if (cursor.field === 2 && cursor.wireType === 2) {
      span.statusMessage = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
    } else if (cursor.field === 3 && cursor.wireType === 0) span.statusCode = cursor.varint();
    else cursor.skip(end);
  }
}

function readEvent(cursor: WireCursor, end: number, limits: DecodeLimits): OtlpEvent {
  const attributes = newAttributes();
  let name = "";
  let timeUnixNano = 0n;
  let count = 0;
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 1) timeUnixNano = cursor.fixed64();
    else if (cursor.field === 2 && cursor.wireType === 2) {
      name = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
    } else if (cursor.field === 3) {
      readAttributeField(cursor, end, { into: attributes, limits, count: count++ });
    } else cursor.skip(end);
  }
  return { name, timeUnixNano, attributes };
}
