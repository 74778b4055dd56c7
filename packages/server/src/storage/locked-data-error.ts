/** The data directory is held by another process. */
export class LockedDataError extends Error {
  override readonly name = "LockedDataError";
  /** Stable code of this error. */
  readonly code = "BW_DATA_LOCKED";
  readonly isRetryable = false;

  constructor(
    directory: string,
    { holder, cause }: { readonly holder: number | undefined; readonly cause: unknown },
  ) {
    const who = holder === undefined ? "" : ` by process ${holder}`;
    super(
      `The data directory ${directory} is in use${who}. ` +
        "One server holds a directory at a time: stop the other one, or give this one its own with --data.",
      { cause },
    );
  }
}
