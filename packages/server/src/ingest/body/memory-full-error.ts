/** Requests hold all the memory that they may. Sending again later helps; nothing of the request was taken. */
export class MemoryFullError extends Error {
  override readonly name = "MemoryFullError";
  /** Stable code of this error. */
  readonly code = "BW_MEMORY_FULL";
  readonly isRetryable = true;
  /** When it is worth trying again. */
  readonly retryAfterMs = 1_000;

  constructor(maxBytes: number) {
    super(
      `Requests under way hold all of the ${maxBytes} bytes that they may (limits.memory). Send this again in a moment.`,
    );
  }
}
