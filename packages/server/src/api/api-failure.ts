import { property } from "@breakwater/core/usage/untyped";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { errorTrace } from "../about/error-trace.ts";
import type { ServerLog } from "../about/server-log.ts";
import { ExportTooLargeError } from "../query/export/export-too-large-error.ts";
import { InvalidCursorError } from "../query/invalid-cursor-error.ts";
import { NotFoundError } from "../query/not-found-error.ts";
import { InvalidRangeError } from "../query/time-range.ts";
import { engineDetail } from "../storage/storage-failed-error.ts";

/** What a log must be able to write for failures of the API to be found. */
export type FailureLog = Pick<ServerLog, "error" | "warn">;

interface ApiFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** What the log is told, and how loud: a `bug` is ours; `late` is what a busy engine does. */
  readonly kind: "asked" | "late" | "bug";
}

/** By which the engine says that it had not enough time, memory, room or company for this question. */
const LATE_CODES: ReadonlySet<number> = new Set([
  ...[159, 160, 394], // time: TIMEOUT_EXCEEDED, TOO_SLOW, QUERY_WAS_CANCELLED
  ...[158, 307, 396, 241, 243], // TOO_MANY_ROWS, TOO_MANY_BYTES, both, MEMORY_LIMIT_EXCEEDED, NOT_ENOUGH_SPACE
  ...[202, 439], // TOO_MANY_SIMULTANEOUS_QUERIES, CANNOT_SCHEDULE_TASK
  ...[209, 210, 279], // SOCKET_TIMEOUT, NETWORK_ERROR, ALL_CONNECTION_TRIES_FAILED
]);

/** Answers a request that failed, and tells the log what the one who asked is not told: of what is inside. */
export function apiFailureHandler(log: FailureLog): ErrorHandler {
  return (error, context) => {
    const { status, code, message, kind } = apiFailureOf(error);
    if (kind !== "asked" && !context.req.raw.signal.aborted) tell(log, { error, kind, context });
    return Response.json({ error: { code, message } }, { status });
  };
}

/** Tells the log of an answer that ended before its end: half of it was sent already, so no status could tell it. */
export function tellBrokenOff(
  log: FailureLog,
  error: unknown,
  { req: { method, path, raw } }: Context,
): void {
  if (raw.signal.aborted) return;
  const told = { method, path, ...errorTrace(error) };
  if (isLate(error)) log.warn(told, "An answer broke off");
  else log.error(told, "An answer broke off that should not have");
}

/** An error as the API tells it. Errors of our own say nothing of what is inside. */
function apiFailureOf(error: unknown): ApiFailure {
  if (
    error instanceof InvalidRangeError ||
    error instanceof InvalidCursorError ||
    error instanceof ExportTooLargeError
  )
    return { status: 400, code: error.code, message: error.message, kind: "asked" };
  if (error instanceof NotFoundError)
    return { status: 404, code: error.code, message: error.message, kind: "asked" };
  if (error instanceof HTTPException && error.status < 500) {
    const message =
      error.status === 415 ? "The body is not JSON: send it as application/json." : error.message;
    return { status: 400, code: "BW_INVALID_PARAMETER", message, kind: "asked" };
  }
  if (isLate(error)) {
    const message = "The question could not be answered. Ask for a shorter range, or try again.";
    return { status: 503, code: "BW_QUERY_FAILED", message, kind: "late" };
  }
  const message = "The server failed at this question. Its log says why; asking again will hardly help.";
  return { status: 500, code: "BW_INTERNAL", message, kind: "bug" };
}

function isLate(error: unknown): boolean {
  const engineCode = engineCodeOf(error);
  if (engineCode !== undefined) return LATE_CODES.has(engineCode);
  if (error instanceof DOMException) return error.name === "TimeoutError" || error.name === "AbortError";
  // Of the system: the connection to a ClickHouse server. Then its client's own word for no answer in time.
  const code = String(property(error, "code") ?? "");
  return /^E[A-Z]{3,}$/.test(code) || (error instanceof Error && error.message === "Timeout error.");
}

/**
 * The engine's number for what went wrong. Its errors are known by their shape: the embedded engine loads a class of its
 * own, and has the number in another place where it streams.
 */
function engineCodeOf(error: unknown): number | undefined {
  const code = property(error, "clickhouseCode") ?? property(error, "code");
  const isEngine = typeof code === "number" || typeof property(error, "type") === "string";
  return isEngine && Number.isInteger(Number(code)) && !(error instanceof DOMException)
    ? Number(code)
    : undefined;
}

interface Told {
  readonly error: Error;
  readonly kind: "late" | "bug";
  readonly context: Context;
}

/** What the engine says may quote somebody's prompt; of that the log has the kind and the words before it. */
function tell(log: FailureLog, { error, kind, context }: Told): void {
  const { method, path } = context.req;
  const cause = engineCodeOf(error) !== undefined ? { engine: engineDetail(error) } : { err: error };
  if (kind === "late") log.warn({ method, path, ...cause }, "A question was not answered");
  else log.error({ method, path, ...cause }, "A question failed that should not have");
}
