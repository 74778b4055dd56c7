/** The engine could not delete what it was told to delete. */
export class MutationFailedError extends Error {
  override readonly name = "MutationFailedError";
  /** Stable code of this error. */
  readonly code = "BW_DELETION_FAILED";
  readonly isRetryable = true;

  constructor(table: string, reason: string) {
    super(`The engine cannot delete rows of ${table}: ${reason}. It goes on trying; look for what it names.`);
  }
}
