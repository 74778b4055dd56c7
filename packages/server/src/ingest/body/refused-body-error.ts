/** A request's body cannot be taken; sending the same again cannot help. */
export class RefusedBodyError extends Error {
  override readonly name = "RefusedBodyError";
  /** Stable code of this error. */
  readonly code = "BW_REFUSED_BODY";
  readonly isRetryable = false;
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}
