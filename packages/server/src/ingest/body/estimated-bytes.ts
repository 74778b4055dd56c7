/** An object or a list by itself, and its place in what it is part of. */
const OBJECT_BYTES = 48;
/** A value's place and its name but for the characters, or a value that is no text. */
const FIELD_BYTES = 16;
/** A text without its characters. */
const TEXT_BYTES = 24;
/** The most that the engine needs for a UTF-16 unit; those of a text that is ASCII throughout take half. */
const UNIT_BYTES = 2;
/** From this length on it is worth while to look whether a text is ASCII. */
const LONG_TEXT_UNITS = 256;

/** What a value takes in memory, rather more than less: every part counts as if it were nobody else's. */
export function estimatedBytes(value: unknown): number {
  if (typeof value === "string") return TEXT_BYTES + unitBytes(value) * value.length;
  if (typeof value !== "object" || value === null) return FIELD_BYTES;
  let bytes = OBJECT_BYTES;
  if (Array.isArray(value)) {
    for (const part of value) bytes += FIELD_BYTES + estimatedBytes(part);
    return bytes;
  }
  for (const [name, part] of Object.entries(value)) bytes += FIELD_BYTES + name.length + estimatedBytes(part);
  return bytes;
}

function unitBytes(text: string): number {
  const isAscii = text.length >= LONG_TEXT_UNITS && Buffer.byteLength(text) === text.length;
  return isAscii ? UNIT_BYTES / 2 : UNIT_BYTES;
}
