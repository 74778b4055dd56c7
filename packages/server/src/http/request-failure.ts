import { MemoryFullError } from "../ingest/memory-full-error.ts";
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
  /** Whether the sender is turned away for want of memory; gRPC has a code of its own for that. */
  readonly isExhausted?: boolean;
}

/** What a sender is told of an error. Errors of our own say nothing of what is inside; senders try those again. */
export function failureOf(error: unknown): RequestFailure {
  if (error instanceof RefusedBodyError) return { status: error.status, message: error.message };
  if (error instanceof MalformedRequestError) return { status: 400, message: error.message };
  if (error instanceof RefusedSenderError) {
    const { reason, message, retryAfterMs } = error;
    if (retryAfterMs !== undefined) return { ...laterFailure({ message, retryAfterMs }), status: 429 };
    return { status: reason === "forbidden" ? 403 : 401, message };
  }
  if (error instanceof MemoryFullError) return { ...laterFailure(error), isExhausted: true };
  if (error instanceof BusyError || error instanceof DiskFullError || error instanceof StorageFailedError) {
    return laterFailure(error);
  }
  return { status: 503, message: "The request could not be stored. Send it again.", retryAfterSeconds: 5 };
}

function laterFailure({ message, retryAfterMs }: Later): RequestFailure {
  return { status: 503, message, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

interface Later {
  readonly message: string;
  readonly retryAfterMs: number;
}
