/** An export would have more rows than one file may hold. */
export class ExportTooLargeError extends Error {
  override readonly name = "ExportTooLargeError";
  /** Stable code of this error. */
  readonly code = "BW_EXPORT_TOO_LARGE";
  readonly isRetryable = false;

  constructor(rows: number, maxRows: number) {
    super(
      `The export would have ${rows} rows, and ${maxRows} is the most: ask for shorter ranges, one by one.`,
    );
  }
}
