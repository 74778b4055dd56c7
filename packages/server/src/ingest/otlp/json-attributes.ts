import { arrayOf, property } from "@breakwater/core/usage/untyped";
import type { Attributes, AttributeValue, DecodeLimits } from "./otlp-span.ts";
import { MAX_NAME_LENGTH, newAttributes } from "./read-attributes.ts";

/** Attributes from the JSON form of `repeated KeyValue`, within the limits. */
export function jsonAttributes(list: unknown, limits: DecodeLimits, depth = 0): Attributes {
  const into = newAttributes();
  for (const entry of firstOf(arrayOf(list), limits)) {
    const key = property(entry, "key");
    if (typeof key !== "string") continue;
    into[cut(key, MAX_NAME_LENGTH, limits)] = jsonValue(property(entry, "value"), limits, depth);
  }
  return into;
}

/** The JSON form of an `AnyValue`: an object with the one field that is set. */
export function jsonValue(value: unknown, limits: DecodeLimits, depth = 0): AttributeValue {
  if (depth > limits.maxDepth) {
    limits.onCut?.("nested_too_deep");
    return null;
  }
  const field = (camel: string, snake: string) => property(value, camel) ?? property(value, snake);
  const text = field("stringValue", "string_value") ?? field("bytesValue", "bytes_value");
  if (typeof text === "string") return cut(text, limits.maxValueLength, limits);
  const flag = field("boolValue", "bool_value");
  if (typeof flag === "boolean") return flag;
  const integer = field("intValue", "int_value");
  if (integer !== undefined) return integerOf(integer);
  const double = field("doubleValue", "double_value");
  if (double !== undefined) return doubleOf(double);
  const array = field("arrayValue", "array_value");
  if (array !== undefined) {
    return firstOf(arrayOf(property(array, "values")), limits).map((item) =>
      jsonValue(item, limits, depth + 1),
    );
  }
  const map = field("kvlistValue", "kvlist_value");
  return map === undefined ? null : jsonAttributes(property(map, "values"), limits, depth + 1);
}

function firstOf<Item>(
  list: readonly Item[],
  { maxAttributesPerSpan, onCut }: DecodeLimits,
): readonly Item[] {
  if (list.length <= maxAttributesPerSpan) return list;
  onCut?.("attribute_left_out", list.length - maxAttributesPerSpan);
  return list.slice(0, maxAttributesPerSpan);
}

function integerOf(value: unknown): number | bigint | null {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt.asIntN(64, BigInt(value));
}

/** JSON has no NaN and no infinities; protobuf's mapping writes them as text. */
function doubleOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : null;
}

/** Cuts a text without splitting a character. */
function cut(text: string, maxLength: number, { onCut }: DecodeLimits): string {
  if (text.length <= maxLength) return text;
  onCut?.("text_cut");
  const code = text.charCodeAt(maxLength - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? maxLength - 1 : maxLength);
}
