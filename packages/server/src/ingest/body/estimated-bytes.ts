/** An object or a list by itself, and its place in what it is part of. */
const OBJECT_BYTES = 48;
/** A name and its value's place, or a value that is no text. */
const FIELD_BYTES = 16;
/** A text without its characters. */
const TEXT_BYTES = 24;
/** The most that the engine needs for a UTF-16 unit. */
const UNIT_BYTES = 2;

/**
 * What a value takes in memory, at most, as far as that can be known without looking: every text counts as if each of
 * its characters took two bytes, and as if it were nobody else's.
 */
export function estimatedBytes(value: unknown): number {
  if (typeof value === "string") return TEXT_BYTES + UNIT_BYTES * value.length;
  if (typeof value !== "object" || value === null) return FIELD_BYTES;
  let bytes = OBJECT_BYTES;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    bytes += FIELD_BYTES + estimatedBytes(part);
  }
  return bytes;
}
