import type { ErrorClass } from "../record/span-record.ts";

/** What an error is grouped by. */
export interface ErrorIdentity {
  readonly class: ErrorClass;
  readonly type: string;
  readonly message: string;
}

/** Longer messages differ in their data, not in their cause. */
const MAX_MESSAGE_LENGTH = 2_000;

/** What differs between two errors of one cause, in the order in which it must be taken out. */
const VARIABLE_PARTS: readonly (readonly [pattern: RegExp, stand: string])[] = [
  [/\s*Troubleshooting URL:\s*\S+\s*/g, ""],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, "<url>"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "<email>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, "<ip>"],
  [/(?:\b[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b|\[::1?\](?::\d+)?/gi, "<ip>"],
  // req_..., org-..., call_..., chatcmpl-...: a short word, a joint, and an id that holds a digit.
  [/\b[a-z]{2,12}[-_](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{8,}\b/gi, "<id>"],
  [/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, "<id>"],
  [/\b(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{16,}\b/g, "<id>"],
  // Digits that belong to a name stay: gpt-4o, tier1.
  [/(?<![A-Za-z][-_.]?|\d)\d+(?:[.,]\d+)*/g, "<n>"],
  [/\s+/g, " "],
];

/**
 * The message with ids, numbers, times, addresses and links replaced by their kind. Names in quotes stay: they
 * tell one cause from another (which model, which parameter).
 */
export function normaliseMessage(message: string): string {
  let text = message.slice(0, MAX_MESSAGE_LENGTH);
  for (const [pattern, stand] of VARIABLE_PARTS) text = text.replace(pattern, stand);
  return text.trim();
}

/** 16 hex digits; equal for errors of one class and type whose messages differ in variable parts only. */
export function fingerprintError(error: ErrorIdentity): string {
  return hash64(`${error.class}\n${error.type}\n${normaliseMessage(error.message)}`);
}

/**
 * Two 32-bit FNV-1a hashes over the UTF-16 units, with different offsets, each stirred by Murmur3's finaliser.
 * Not for secrets.
 */
function hash64(text: string): string {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x01000193) ^ (high >>> 15);
  }
  return hex(stir(high)) + hex(stir(low));
}

function stir(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
