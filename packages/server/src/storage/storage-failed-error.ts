import { property } from "@breakwater/core/usage/untyped";

/** How the engine says that the disk is full: in its type of error, or in the system's own words. */
const FULL_DISK = /NOT_ENOUGH_SPACE|No space left on device|Disk quota exceeded/;

/** Spans could not be stored. They are not acknowledged; sending them again later helps, and counts them once. */
export class StorageFailedError extends Error {
  override readonly name = "StorageFailedError";
  /** Stable code of this error. */
  readonly code = "BW_STORAGE_FAILED";
  readonly isRetryable = true;
  /** When it is worth trying again. */
  readonly retryAfterMs = 5_000;
  /** What the engine said, for the log: nothing quoted, which may be somebody's prompt. */
  readonly detail: string;

  constructor(cause: unknown) {
    super(`${reasonOf(cause)} Nothing is acknowledged until it is stored: send again later.`, { cause });
    this.detail = engineDetail(cause);
  }
}

/** What the engine said, without anything quoted. */
export function engineDetail(cause: unknown): string {
  const text = String(property(cause, "message") ?? cause);
  const unquoted = text.split(/["'`\n]/, 1)[0] ?? "";
  const words = [property(cause, "type"), property(cause, "code")].filter((word) => word !== undefined);
  return [words.join(" "), unquoted.trim().slice(0, 300)].filter((part) => part !== "").join(": ");
}

function reasonOf(cause: unknown): string {
  const isFull = FULL_DISK.test(`${property(cause, "type")} ${cause}`);
  return isFull ? "The disk of the data is full." : "The engine could not store what arrived.";
}
