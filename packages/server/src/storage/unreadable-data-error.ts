/** The engine cannot open the data directory. */
export class UnreadableDataError extends Error {
  override readonly name = "UnreadableDataError";
  /** Stable code of this error. */
  readonly code = "BW_DATA_UNREADABLE";
  readonly isRetryable = false;

  constructor(directory: string, cause: unknown) {
    super(
      `The engine cannot open the data in ${directory}; it says why on standard error, before this. ` +
        "See that the disk has room and that the directory can be written. If its files are damaged, put back a copy, " +
        "or move the directory away and start with an empty one: what applications still have in journals can be imported.",
      { cause },
    );
  }
}
