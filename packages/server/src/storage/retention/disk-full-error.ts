/** There is no room for more, and nothing that may be deleted. Nothing of the request was taken. */
export class DiskFullError extends Error {
  override readonly name = "DiskFullError";
  /** Stable code of this error. */
  readonly code = "BW_DISK_FULL";
  readonly isRetryable = true;
  /** When it is worth trying again. */
  readonly retryAfterMs = 60_000;

  constructor(reason: string) {
    super(`${reason} Make room, or change disk.max, disk.minFree or the retention; then send these again.`);
  }
}
