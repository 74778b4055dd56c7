/** One sender's requests hold as much as one sender may. Sending again later helps; nothing of the request was taken. */
export class SenderShareError extends Error {
  override readonly name = "SenderShareError";
  /** Stable code of this error. */
  readonly code = "BW_SENDER_SHARE";
  readonly isRetryable = true;
  /** When it is worth trying again. */
  readonly retryAfterMs = 1_000;

  constructor(maxBytes: number) {
    super(
      `Your other requests under way hold all of the ${maxBytes} bytes that one sender may (half of limits.memory). ` +
        "Send this again when they are answered.",
    );
  }
}
