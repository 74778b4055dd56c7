/** What an answer said beside its words. */
interface AnswerFacts {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Why a command got no answer from a server, in words for the person who typed it. */
export class ApiRequestError extends Error {
  override readonly name = "ApiRequestError";
  /** Stable code of this error. */
  readonly code = "BW_API_REQUEST";
  /** When the server asks to be asked again, milliseconds; absent where that would change nothing. */
  readonly retryAfterMs: number | undefined;

  /** HTTP status of the answer; absent when there was none. */
  readonly status: number | undefined;

  constructor(message: string, { status, retryAfterMs }: AnswerFacts = {}) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  get isRetryable(): boolean {
    return this.retryAfterMs !== undefined;
  }
}
