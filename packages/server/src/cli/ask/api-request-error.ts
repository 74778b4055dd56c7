/** Why a command got no answer from a server, in words for the person who typed it. */
export class ApiRequestError extends Error {
  override readonly name = "ApiRequestError";
  /** Stable code of this error. */
  readonly code = "BW_API_REQUEST";
  /** When the server asks to be asked again, milliseconds; absent where that would change nothing. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }

  get isRetryable(): boolean {
    return this.retryAfterMs !== undefined;
  }
}
