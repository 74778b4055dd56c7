/** A request that cannot be read as what it claims to be. Sending it again cannot help. */
export class MalformedRequestError extends Error {
  override readonly name = "MalformedRequestError";
  /** Stable code of this error. */
  readonly code = "BW_MALFORMED_REQUEST";
  readonly isRetryable = false;

  constructor(what: string) {
    super(`The request could not be read: ${what}. Send OTLP as protobuf or JSON, whole.`);
  }
}
