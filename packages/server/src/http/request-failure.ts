import { MalformedRequestError } from "../ingest/otlp/malformed-request-error.ts";
import { RefusedSenderError } from "../ingest/refused-sender-error.ts";
import { BusyError } from "../storage/busy-error.ts";
import { DiskFullError } from "../storage/retention/disk-full-error.ts";
import { StorageFailedError } from "../storage/storage-failed-error.ts";
import { RefusedBodyError } from "./refused-body-error.ts";

/** A failure as a sender is told of it. */
export interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** What a sender is told of an error. Errors of our own say nothing of what is inside; senders try those again. */
export function failureOf(error: unknown): RequestFailure {
  if (error instanceof RefusedBodyError) return { status: error.status, message: error.message };
  if (error instanceof MalformedRequestError) return { status: 400, message: error.message };
  if (error instanceof RefusedSenderError) {
    return { status: error.reason === "forbidden" ? 403 : 401, message: error.message };
  }
  if (error instanceof BusyError || error instanceof DiskFullError || error instanceof StorageFailedError) {
    return {
      status: 503,
      message: error.message,
      retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)),
    };
  }
  return { status: 503, message: "The request could not be stored. Send it again.", retryAfterSeconds: 5 };
}
