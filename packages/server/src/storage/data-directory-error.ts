/** The data directory cannot be made or written. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
  /** Stable code of this error. */
  readonly code = "BW_DATA_DIRECTORY";
  readonly isRetryable = false;

  constructor(directory: string, reason: string) {
    super(
      `The data directory ${directory} cannot be used: ${reason}. ` +
        "Give this program the right to write there, or name another directory by --data, BREAKWATER_DATA or data.",
    );
  }
}
