/** A server that others can reach must not be open to them. */
export class KeysRequiredError extends Error {
  override readonly name = "KeysRequiredError";
  /** Stable code of this error. */
  readonly code = "BW_KEYS_REQUIRED";
  readonly isRetryable = false;

  constructor(host: string, dataDirectory: string) {
    super(
      `${host} can be reached from other machines, and there is no key yet: nothing was started. Make one with\n` +
        `  breakwater keys create first --scope admin --data ${dataDirectory}\n` +
        "or set BREAKWATER_ACCESS_ADMIN_KEY to a secret of at least 24 characters, or listen on 127.0.0.1.",
    );
  }
}
