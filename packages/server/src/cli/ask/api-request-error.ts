/** Why a command got no answer from a server, in words for the person who typed it. */
export class ApiRequestError extends Error {
  override readonly name = "ApiRequestError";
  /** Stable code of this error. */
  readonly code = "BW_API_REQUEST";
  readonly isRetryable = false;
}
