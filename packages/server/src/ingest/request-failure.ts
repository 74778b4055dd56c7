import { errorTrace } from "../about/error-trace.ts";
import type { ServerLog } from "../about/server-log.ts";
import { BusyError } from "../storage/busy-error.ts";
import { DiskFullError } from "../storage/retention/disk-full-error.ts";
import { StorageFailedError } from "../storage/storage-failed-error.ts";
import { MemoryFullError } from "./body/memory-full-error.ts";
import { RefusedBodyError } from "./body/refused-body-error.ts";
import { SenderShareError } from "./body/sender-share-error.ts";
import { MalformedRequestError } from "./otlp/malformed-request-error.ts";
import { RefusedSenderError } from "./refused-sender-error.ts";

/** A failure as a sender is told of it, in HTTP's terms. */
export interface RequestFailure {
  readonly status: number;
  readonly message: string;
  /** Set when sending again later helps. */
  readonly retryAfterSeconds?: number;
}

/** What a log must be able to write for failures of requests to be found. */
export type IngestLog = Pick<ServerLog, "error">;

/**
 * What a sender is told of an error. Of one that nobody expected it learns nothing of what is inside, and sends again;
 * the log is told where that came from.
 */
export function failureOf(error: unknown, log: IngestLog): RequestFailure {
  const expected = expectedFailure(error);
  if (expected !== undefined) return expected;
  log.error(errorTrace(error), "A request could not be stored, for a reason that should not be");
  return { status: 503, message: "The request could not be stored. Send it again.", retryAfterSeconds: 5 };
}

/** 4xx for what the sender can change, 503 for what it cannot. */
function expectedFailure(error: unknown): RequestFailure | undefined {
  if (error instanceof RefusedBodyError) return { status: error.status, message: error.message };
  if (error instanceof MalformedRequestError) return { status: 400, message: error.message };
  if (error instanceof RefusedSenderError) {
    const { reason, message, retryAfterMs } = error;
    if (retryAfterMs !== undefined) return laterFailure(429, { message, retryAfterMs });
    return { status: reason === "forbidden" ? 403 : 401, message };
  }
  if (error instanceof SenderShareError) return laterFailure(429, error);
  const isOverload = error instanceof MemoryFullError || error instanceof BusyError;
  if (isOverload || error instanceof DiskFullError || error instanceof StorageFailedError) {
    return laterFailure(503, error);
  }
  return undefined;
}

function laterFailure(status: 429 | 503, { message, retryAfterMs }: Later): RequestFailure {
  return { status, message, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

interface Later {
  readonly message: string;
  readonly retryAfterMs: number;
}
