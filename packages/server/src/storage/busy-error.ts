/** More spans wait than there is room for. Sending again later helps; nothing of the request was taken. */
export class BusyError extends Error {
  override readonly name = "BusyError";
  /** Stable code of this error. */
  readonly code = "BW_BUSY";
  readonly isRetryable = true;
  /** When it is worth trying again. */
  readonly retryAfterMs = 1_000;

  constructor(waitingSpans: number) {
    super(`${waitingSpans} spans wait to be stored already. Send these again in a moment.`);
  }
}
