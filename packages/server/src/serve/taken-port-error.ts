/** Something else listens on the port already. */
export class TakenPortError extends Error {
  override readonly name = "TakenPortError";
  /** Stable code of this error. */
  readonly code = "BW_PORT_TAKEN";
  readonly isRetryable = false;

  constructor(host: string, port: number) {
    super(
      `Port ${port} on ${host} is taken: another server or collector listens there. ` +
        "Stop it, or choose another port.",
    );
  }
}
