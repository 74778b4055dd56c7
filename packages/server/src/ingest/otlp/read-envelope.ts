import { MAX_TEXT_LENGTH } from "./decode-limits.ts";
import type { Attributes, DecodeLimits } from "./otlp-span.ts";
import { NO_ATTRIBUTES, newAttributes, readAttributeField } from "./read-attributes.ts";
import { WireCursor } from "./wire-cursor.ts";

/** What a span, a log record or a metric came under. */
export interface Surroundings {
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** Reads one item, whose message ends at `end`, and leaves the cursor there. */
export type ReadItem = (cursor: WireCursor, end: number, surroundings: Surroundings) => void;

/**
 * Walks over an `Export*ServiceRequest` in protobuf: requests for traces, logs and metrics have one shape, a list of
 * resources, each with a list of scopes, each with a list of items, under the same field numbers.
 * @throws MalformedRequestError when the bytes are no protobuf message.
 */
export function readEnvelope(bytes: Buffer, limits: DecodeLimits, readItem: ReadItem): void {
  const cursor = new WireCursor(bytes, 0, limits.onCut);
  while (cursor.next(bytes.length)) {
    if (cursor.field === 1 && cursor.wireType === 2) {
      readResourceItems(cursor, cursor.endOfLength(bytes.length), { limits, readItem });
    } else cursor.skip(bytes.length);
  }
}

interface Reading {
  readonly limits: DecodeLimits;
  readonly readItem: ReadItem;
}

/** The resource may come after its items on the wire, so the message is walked twice. */
function readResourceItems(cursor: WireCursor, end: number, { limits, readItem }: Reading): void {
  const start = cursor.position;
  let resource: Attributes = NO_ATTRIBUTES;
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2) {
      resource = readResource(cursor, cursor.endOfLength(end), limits);
    } else cursor.skip(end);
  }
  cursor.position = start;
  while (cursor.next(end)) {
    if (cursor.field === 2 && cursor.wireType === 2) {
      readScopeItems(cursor, cursor.endOfLength(end), { resource, readItem });
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

function readScopeItems(
  cursor: WireCursor,
  end: number,
  { resource, readItem }: { resource: Attributes; readItem: ReadItem },
): void {
  const start = cursor.position;
  let scope: Omit<Surroundings, "resource"> = { scopeName: "", scopeVersion: "" };
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2) scope = readScope(cursor, cursor.endOfLength(end));
    else cursor.skip(end);
  }
  cursor.position = start;
  const surroundings = { resource, ...scope };
  while (cursor.next(end)) {
    if (cursor.field === 2 && cursor.wireType === 2) {
      readItem(cursor, cursor.endOfLength(end), surroundings);
    } else cursor.skip(end);
  }
}

function readScope(cursor: WireCursor, end: number): Omit<Surroundings, "resource"> {
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
