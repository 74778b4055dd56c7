/** The data was written by a newer version than this one. Nothing was changed. */
export class NewerDataError extends Error {
  override readonly name = "NewerDataError";
  /** Stable code of this error. */
  readonly code = "BW_NEWER_DATA";
  readonly isRetryable = false;

  constructor(found: number, known: number) {
    super(
      `The stored data has schema step ${found}, and this version of Breakwater knows ${known}. ` +
        "Start the newer version that wrote it, or give this one another data directory.",
    );
  }
}
