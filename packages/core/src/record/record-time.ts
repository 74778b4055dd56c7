import type { SpanRecord } from "./span-record.ts";

const LENGTH_TO_SECONDS = "2026-11-23T20:41:03".length;
const ZERO = 48;

/** The last second written out: calls come many to the second. */
let lastSecond = Number.NaN;
let lastSecondText = "";

/**
 * Epoch milliseconds, fractions kept, of a record's time text (`2026-11-23T20:41:03.123456Z`, one to nine decimals
 * or none). NaN when the text is anything else. Hand-written because it runs for every record and `Date.parse`
 * drops the microseconds.
 */
export function epochMsOf(text: string): number {
  if (!hasPunctuation(text)) return Number.NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // Comparisons with NaN are false, so a letter where a digit belongs fails here too.
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59))
    return Number.NaN;
  if (!(day <= daysInMonth(year, month))) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) + fractionMs(text);
}

/** An instant (epoch milliseconds) as the time text of a record: ISO 8601 UTC with six decimals. */
export function isoMicros(epochMs: number): string {
  return isoOfMicros(Math.floor(epochMs * 1000));
}

/** Whole microseconds since the epoch as the time text of a record. */
export function isoOfMicros(totalMicros: number): string {
  const second = Math.floor(totalMicros / 1_000_000);
  if (second !== lastSecond) {
    lastSecondText = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return `${lastSecondText}${String(totalMicros - second * 1_000_000).padStart(6, "0")}Z`;
}

/** Epoch milliseconds at which a record ended; its start while it has no duration. */
export function endTimeMs(record: SpanRecord): number {
  return epochMsOf(record.startTime) + (record.durationMs ?? 0);
}

function hasPunctuation(text: string): boolean {
  return (
    text.length > LENGTH_TO_SECONDS &&
    text.length <= 30 &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(text.length - 1) === 90
  );
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function fractionMs(text: string): number {
  const end = text.length - 1;
  if (end === LENGTH_TO_SECONDS) return 0;
  if (text.charCodeAt(LENGTH_TO_SECONDS) !== 46 || end === LENGTH_TO_SECONDS + 1) return Number.NaN;
  const decimals = end - LENGTH_TO_SECONDS - 1;
  return (digits(text, LENGTH_TO_SECONDS + 1, end) * 1000) / 10 ** decimals;
}
