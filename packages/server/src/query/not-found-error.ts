/** Something that a question names is not there, or no longer. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
  /** Stable code of this error. */
  readonly code = "BW_NOT_FOUND";
  readonly isRetryable = false;
}
