import { MalformedRequestError } from "./malformed-request-error.ts";
import type { Attributes, AttributeValue, DecodeLimits } from "./otlp-span.ts";
import type { WireCursor } from "./wire-cursor.ts";

/** An attribute set that is being filled. */
export type OpenAttributes = Record<string, AttributeValue>;

/** Attributes without any. */
export const NO_ATTRIBUTES: Attributes = Object.freeze(newAttributes());

/** An empty set; without a prototype, since names come from outside. */
export function newAttributes(): OpenAttributes {
  return Object.create(null);
}

/** Reads one `KeyValue` that ends at `end` into `into`. */
function readKeyValue(
  cursor: WireCursor,
  end: number,
  { into, limits, depth = 0 }: { into: OpenAttributes; limits: DecodeLimits; depth?: number },
): void {
  let key: string | undefined;
  let value: AttributeValue = null;
  while (cursor.next(end)) {
    if (cursor.field === 1 && cursor.wireType === 2)
      key = cursor.text(cursor.endOfLength(end), MAX_NAME_LENGTH);
    else if (cursor.field === 2 && cursor.wireType === 2) {
      value = readAnyValue(cursor, cursor.endOfLength(end), { limits, depth });
    } else cursor.skip(end);
  }
  if (key !== undefined) into[key] = value;
}

/** UTF-16 units of the name of an attribute. */
export const MAX_NAME_LENGTH = 256;

interface Nesting {
  readonly limits: DecodeLimits;
  readonly depth: number;
}

/** Reads one `AnyValue` that ends at `end`; null when it is empty or nested too deeply. */
export function readAnyValue(cursor: WireCursor, end: number, { limits, depth }: Nesting): AttributeValue {
  let value: AttributeValue = null;
  while (cursor.next(end)) {
    if (depth > limits.maxDepth) {
      limits.onCut?.("nested_too_deep");
      cursor.skip(end);
      continue;
    }
    value = readAlternative(cursor, end, { limits, depth }) ?? value;
  }
  return value;
}

/** Reads the field of the `oneof` that the cursor stands at; undefined for one that is not known. */
function readAlternative(cursor: WireCursor, end: number, nesting: Nesting): AttributeValue | undefined {
  const { limits } = nesting;
  switch ((cursor.field << 3) | cursor.wireType) {
    case STRING:
      return cursor.text(cursor.endOfLength(end), limits.maxValueLength);
    case BOOL:
      return cursor.varint() !== 0;
    case INT:
      return cursor.int64();
    case DOUBLE:
      return cursor.double();
    case ARRAY:
      return readArray(cursor, cursor.endOfLength(end), nesting);
    case MAP:
      return readMap(cursor, cursor.endOfLength(end), nesting);
    case BYTES:
      return cursor.base64(cursor.endOfLength(end), limits.maxValueLength);
    default:
      cursor.skip(end);
      return undefined;
  }
}

const STRING = (1 << 3) | 2;
const BOOL = 2 << 3;
const INT = 3 << 3;
const DOUBLE = (4 << 3) | 1;
const ARRAY = (5 << 3) | 2;
const MAP = (6 << 3) | 2;
const BYTES = (7 << 3) | 2;

function readArray(cursor: WireCursor, end: number, { limits, depth }: Nesting): AttributeValue[] {
  const values: AttributeValue[] = [];
  while (cursor.next(end)) {
    const isValue = cursor.field === 1 && cursor.wireType === 2;
    if (isValue && values.length < limits.maxAttributesPerSpan) {
      values.push(readAnyValue(cursor, cursor.endOfLength(end), { limits, depth: depth + 1 }));
    } else {
      if (isValue) limits.onCut?.("attribute_left_out");
      cursor.skip(end);
    }
  }
  return values;
}

function readMap(cursor: WireCursor, end: number, { limits, depth }: Nesting): Attributes {
  const into = newAttributes();
  let count = 0;
  while (cursor.next(end)) {
    const isEntry = cursor.field === 1 && cursor.wireType === 2;
    if (isEntry && count < limits.maxAttributesPerSpan) {
      readKeyValue(cursor, cursor.endOfLength(end), { into, limits, depth: depth + 1 });
      count += 1;
    } else {
      if (isEntry) limits.onCut?.("attribute_left_out");
      cursor.skip(end);
    }
  }
  return into;
}

/** Reads a repeated `KeyValue` field that the cursor stands at. */
export function readAttributeField(
  cursor: WireCursor,
  end: number,
  { into, limits, count }: { into: OpenAttributes; limits: DecodeLimits; count: number },
): void {
  if (cursor.wireType !== 2) throw new MalformedRequestError("attributes are not messages");
  if (count >= limits.maxAttributesPerSpan) {
    limits.onCut?.("attribute_left_out");
    cursor.skip(end);
  } else readKeyValue(cursor, cursor.endOfLength(end), { into, limits });
}
