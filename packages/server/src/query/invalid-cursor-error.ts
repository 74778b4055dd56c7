/** A cursor that no answer of ours has given out. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
  /** Stable code of this error. */
  readonly code = "BW_INVALID_CURSOR";
  readonly isRetryable = false;

  constructor() {
    super("The cursor is none of this list: start again without one, and ask in the same order as before.");
  }
}
