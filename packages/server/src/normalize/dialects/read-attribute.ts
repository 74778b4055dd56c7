import type { MetadataValue } from "@breakwater/core/record/span-record";
import type { Attributes, AttributeValue } from "../../ingest/otlp/otlp-span.ts";

/** Longest JSON text that is parsed for what it holds; longer ones are kept as text. */
const MAX_PARSED_LENGTH = 1_000_000;

/** The first of these attributes that is text with something in it; numbers are read as text. */
export function textIn(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number" || typeof value === "bigint") return String(value);
  }
  return undefined;
}

/** The first of these attributes that is a number that is not negative; numeric text counts. */
export function numberIn(attributes: Attributes, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const number = numberOf(attributes[name]);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** The first of these attributes that is a count: a whole number up to 2^53, not negative. */
export function countIn(attributes: Attributes, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const count = countOfValue(attributes[name]);
    if (count !== undefined) return count;
  }
  return undefined;
}

/** A count out of anything: rounded up to a whole number; undefined for what is none. */
export function countOfValue(value: unknown): number | undefined {
  const number = numberOf(value);
  return number === undefined || number > Number.MAX_SAFE_INTEGER ? undefined : Math.ceil(number);
}

/** The first of these attributes that is true or false; the words count. */
export function flagIn(attributes: Attributes, ...names: readonly string[]): boolean | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
  }
  return undefined;
}

/** Texts of an attribute that is a list, JSON text of a list, or texts with commas between. */
export function textsIn(attributes: Attributes, name: string): readonly string[] | undefined {
  const value = structureOf(attributes[name]);
  const list = typeof value === "string" ? value.split(",").map((text) => text.trim()) : value;
  if (!Array.isArray(list)) return undefined;
  const texts = list.filter((text): text is string => typeof text === "string" && text !== "");
  return texts.length === 0 ? undefined : texts;
}

/** The first of these attributes as what it stands for: JSON text is parsed. */
export function structureIn(attributes: Attributes, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== null && value !== "") return structureOf(value);
  }
  return undefined;
}

/** What a value stands for: JSON text of a list or an object is parsed, everything else is as it is. */
export function structureOf(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value) || value.length > MAX_PARSED_LENGTH) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The first of these attributes as the text of a payload: text as it is, lists and maps as JSON. */
export function payloadIn(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = payloadOf(attributes[name]);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A value as the text of a payload; undefined for nothing. */
function payloadOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : jsonText(value);
}

/** JSON text of a value that may hold whole numbers beyond 2^53. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}

/** Attributes below a prefix, by the rest of their names, as metadata. A loop, as every span comes through it. */
export function metadataBelow(
  attributes: Attributes,
  prefix: string,
): Readonly<Record<string, MetadataValue>> | undefined {
  let found: Record<string, MetadataValue> | undefined;
  for (const name in attributes) {
    if (name.length <= prefix.length || !name.startsWith(prefix)) continue;
    const key = name.slice(prefix.length);
    const value = metadataValue(attributes[name]);
    if (value === undefined || key === "__proto__") continue;
    found ??= {};
    found[key] = value;
  }
  return found;
}

/** Metadata of names and values; undefined when there are none. */
export function metadataOf(
  entries: readonly (readonly [string, MetadataValue | undefined])[],
): Readonly<Record<string, MetadataValue>> | undefined {
  const present = entries.filter(
    (entry): entry is readonly [string, MetadataValue] => entry[1] !== undefined && entry[0] !== "__proto__",
  );
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

/** A value as metadata: scalars as they are, everything else as JSON text. */
export function metadataValue(value: unknown): MetadataValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return typeof value === "bigint" ? String(value) : jsonText(value);
}

function numberOf(value: AttributeValue | unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "bigint") return number >= 0n ? Number(number) : undefined;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}
