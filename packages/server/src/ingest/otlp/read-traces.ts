import type { Attributes, DecodedTraces, DecodeLimits, OtlpEvent, OtlpSpan } from "./otlp-span.ts";
import { NO_ATTRIBUTES, newAttributes, readAttributeField } from "./read-attributes.ts";
import { isNoParent, SpanCollector } from "./span-collector.ts";
import { WireCursor } from "./wire-cursor.ts";

/** Longest text of a name or a status. */
const MAX_TEXT_LENGTH = 4_096;

/**
 * Reads an `ExportTraceServiceRequest` in protobuf. Unknown fields are passed over; spans without valid ids are
 * rejected one by one.
 * @throws MalformedRequestError when the bytes are no protobuf message.
 */
export function readTraces(bytes: Buffer, limits: DecodeLimits): DecodedTraces {
  const collector = new SpanCollector(limits);
  const cursor = new WireCursor(bytes);
  while (cursor.next(bytes.length)) {
    if (cursor.field === 1 && cursor.wireType === 2) {
      readResourceSpans(cursor, cursor.endOfLength(bytes.length), collector);
    } else cursor.skip(bytes.length);
  }
  return collector.decoded();
}

/** The resource may come after its spans on the wire, so the message is walked twice. */
function readResourceSpans(cursor: WireCursor, end: number, collector: SpanCollector): void {
  const start = cursor.position;
  let resource: Attributes = NO_ATTRIBUTES;
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2) {
      resource = readResource(cursor, cursor.endOfLength(end), collector.limits);
    } else cursor.skip(end);
  }
  cursor.position = start;
  while (cursor.next(end)) {
    if (cursor.field === 2 && cursor.wireType === 2) {
      readScopeSpans(cursor, cursor.endOfLength(end), { resource, collector });
    } else cursor.skip(end);
  }
}

function readResource(cursor: WireCursor, end: number, limits: DecodeLimits): Attributes {
  const into = newAttributes();
  let count = 0;
  while (cursor.next(end)) {
    if (cursor.field === 1) readAttributeField(cursor, end, { into, limits, count: count++ });
    else cursor.skip(end);
  }
  return into;
}

interface Scope {
  readonly scopeName: string;
  readonly scopeVersion: string;
}

function readScopeSpans(
  cursor: WireCursor,
  end: number,
  { resource, collector }: { resource: Attributes; collector: SpanCollector },
): void {
  const start = cursor.position;
  let scope: Scope = { scopeName: "", scopeVersion: "" };
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2) scope = readScope(cursor, cursor.endOfLength(end));
    else cursor.skip(end);
  }
  cursor.position = start;
  while (cursor.next(end)) {
    if (cursor.field === 2 && cursor.wireType === 2) {
      const last = cursor.endOfLength(end);
      if (collector.isFull) {
        collector.reject("too_many_spans");
        cursor.position = last;
      } else collector.add(readSpan(cursor, last, { resource, scope, limits: collector.limits }));
    } else cursor.skip(end);
  }
}

function readScope(cursor: WireCursor, end: number): Scope {
  let scopeName = "";
  let scopeVersion = "";
  while (cursor.next(end)) {
    if (cursor.wireType === 2 && cursor.field === 1) {
      scopeName = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
    } else if (cursor.wireType === 2 && cursor.field === 2) {
      scopeVersion = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
    } else cursor.skip(end);
  }
  return { scopeName, scopeVersion };
}

interface SpanSurroundings {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly limits: DecodeLimits;
}

/** A span whose parts are still being read. */
type OpenSpan = { -readonly [Field in keyof OtlpSpan]: OtlpSpan[Field] };

function readSpan(cursor: WireCursor, end: number, { resource, scope, limits }: SpanSurroundings): OtlpSpan {
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
    resource,
    ...scope,
  };
  let attributeCount = 0;
  while (cursor.next(end)) {
    if (cursor.field === ATTRIBUTES) {
      readAttributeField(cursor, end, { into: attributes, limits, count: attributeCount++ });
    } else if (cursor.field === EVENTS && cursor.wireType === 2 && events.length < limits.maxEventsPerSpan) {
      events.push(readEvent(cursor, cursor.endOfLength(end), limits));
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
