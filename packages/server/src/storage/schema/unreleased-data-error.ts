/** The data was written before the first release, whose tables were others. Nothing was changed. */
export class UnreleasedDataError extends Error {
  override readonly name = "UnreleasedDataError";
  /** Stable code of this error. */
  readonly code = "BW_UNRELEASED_DATA";
  readonly isRetryable = false;

  constructor(found: number) {
    super(
      `The stored data has schema step ${found}, of before the first release, which is not carried over. ` +
        "Give this version another data directory; journals and exports can be imported into it.",
    );
  }
}
