import { epochMsOf } from "@breakwater/core/record/record-time";
import { parseDurationMs } from "./parse-duration.ts";

/** A stretch of time, start included, end not. Epoch milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Why a range cannot be used, in words for the person who asked. */
export class InvalidRangeError extends Error {
  override readonly name = "InvalidRangeError";
  /** Stable code of this error. */
  readonly code = "BW_INVALID_RANGE";
  readonly isRetryable = false;
}

/** Longest range that one question may cover. */
const MAX_RANGE_MS = 400 * 24 * 3_600_000;

/**
 * The range of a question: `from` and `to` as ISO 8601 times or as `now-24h`, `now`; the last 24 hours by default.
 * @throws InvalidRangeError
 */
export function timeRangeOf(
  { from = "now-24h", to = "now" }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: number,
): TimeRange {
  const range = { from: momentOfText(from, "from", now), to: momentOfText(to, "to", now) };
  if (range.from >= range.to) throw new InvalidRangeError(`"from" (${from}) must lie before "to" (${to}).`);
  if (range.to - range.from > MAX_RANGE_MS) {
    throw new InvalidRangeError("The range is longer than 400 days: ask for a shorter one.");
  }
  return range;
}

/** Epoch milliseconds of an ISO 8601 time, `now` or `now-24h`; `name` is what the error calls it. @throws InvalidRangeError */
export function momentOfText(text: string, name: string, now: number): number {
  if (text === "now") return now;
  if (text.startsWith("now-")) {
    const ago = parseDurationMs(text.slice(4));
    if (ago !== undefined) return now - ago;
  }
  const moment = isoMoment(text);
  if (Number.isNaN(moment)) {
    throw new InvalidRangeError(`"${name}" is "${text}": use an ISO 8601 time, "now", or "now-24h".`);
  }
  return moment;
}

/** ISO 8601 to the microsecond where it ends in `Z`, as records write it; to the millisecond otherwise. */
function isoMoment(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return Number.NaN;
  const exact = epochMsOf(text);
  return Number.isNaN(exact) ? Date.parse(text) : exact;
}
