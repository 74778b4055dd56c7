import type { SpanRecord } from "../record/span-record.ts";
import { NONE_KEY } from "./bounded-totals.ts";

/**
 * The model a call counts under: the one asked for, which failed calls have too and which the caller's code names;
 * the one that answered where none was asked for.
 */
export function modelKey(record: SpanRecord): string {
  return record.requestModel ?? record.responseModel ?? NONE_KEY;
}

/** The user a call counts under. */
export function userKey(record: SpanRecord): string {
  return record.userId ?? NONE_KEY;
}

/** The session a call counts under. */
export function sessionKey(record: SpanRecord): string {
  return record.sessionId ?? NONE_KEY;
}

/** The query type a call counts under. */
export function queryTypeKey(record: SpanRecord): string {
  return record.queryType ?? NONE_KEY;
}
