import { z } from "zod";
import { parseDurationMs } from "../query/parse-duration.ts";

/**
 * A setting that is read from whatever a file, a variable or a flag holds. Reading gives undefined for what does not
 * fit; the error then says what was expected.
 */
function setting<Value>(expected: string, read: (found: unknown) => Value | undefined) {
  return z.unknown().transform((found, context): Value => {
    const value = read(found);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

/** Variables and flags are always text. */
function numberOf(found: unknown): number | undefined {
  if (typeof found === "number") return found;
  return typeof found === "string" && /^\d{1,15}$/.test(found.trim()) ? Number(found) : undefined;
}

function isWithin(value: number | undefined, least: number, most: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

/** A whole number within bounds, both included. */
export function count(least: number, most: number) {
  return setting(`a whole number from ${least} to ${most}`, (found) => {
    const value = numberOf(found);
    return isWithin(value, least, most) ? value : undefined;
  });
}

/** A TCP port. */
export const port = setting("a port from 0 (any free one) to 65535", (found) => {
  const value = numberOf(found);
  return isWithin(value, 0, 65_535) ? value : undefined;
});

const BYTE_UNITS: Readonly<Record<string, number>> = { "": 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes: `500MB`, `20GB`, or a plain number. Units are decimal, as disks are sold. */
export const bytes = setting("a size such as 500MB or 20GB", bytesOf);

const LEAST_MEMORY_BYTES = 256e6;

/** Bytes of memory that an engine can work with. */
export const memory = setting("a size of 256MB or more such as 4GB", (found) => {
  const value = bytesOf(found);
  return value !== undefined && value >= LEAST_MEMORY_BYTES ? value : undefined;
});

function bytesOf(found: unknown): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,3})?)\s?([KMGT]B|B|)$/i.exec(String(found).trim());
  const unit = BYTE_UNITS[(match?.[2] ?? "?").toUpperCase().replace(/^B$/, "")];
  const value = unit === undefined ? 0 : Math.round(Number(match?.[1]) * unit);
  return value >= 1 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** Milliseconds: `30s`, `5m`, `24h`, `90d`, `2w`; at least a second. */
export const duration = setting("a duration such as 30s, 12h or 90d", (found) => {
  const value = typeof found === "string" ? parseDurationMs(found.trim()) : undefined;
  return value !== undefined && value >= 1_000 ? value : undefined;
});

const SHORTEST_AGE_MS = 86_400_000;

/** Milliseconds that data is kept, a day at least; `forever` is infinity. */
export const age = setting("an age of 1d or more such as 90d, or forever", (found) => {
  if (found === "forever") return Number.POSITIVE_INFINITY;
  const value = typeof found === "string" ? parseDurationMs(found.trim()) : undefined;
  return value !== undefined && value >= SHORTEST_AGE_MS ? value : undefined;
});

/** Yes or no. */
export const toggle = setting("true or false", (found) =>
  found === true || found === "true" ? true : found === false || found === "false" ? false : undefined,
);

/** Text that is not empty. */
export function text(expected: string, pattern = /\S/) {
  return setting(expected, (found) => {
    const value = typeof found === "number" ? String(found) : found;
    return typeof value === "string" && pattern.test(value) ? value : undefined;
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return setting(`one of ${words.join(", ")}`, (found) => words.find((word) => word === found));
}

/** An http or https address. */
export const httpUrl = setting("an address such as http://host:8123", (found) => {
  if (typeof found !== "string" || !URL.canParse(found)) return undefined;
  return ["http:", "https:"].includes(new URL(found).protocol) ? found : undefined;
});

/** A regular expression as text. */
export const pattern = setting("a regular expression", (found) => {
  try {
    return typeof found === "string" && found !== "" ? new RegExp(found, "gu") : undefined;
  } catch {
    return undefined;
  }
});
