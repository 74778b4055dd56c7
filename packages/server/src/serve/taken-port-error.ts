/** Something else listens on the port already. */
export class TakenPortError extends Error {
  override readonly name = "TakenPortError";
  /** Stable code of this error. */
  readonly code = "BW_PORT_TAKEN";
  readonly isRetryable = false;

  /** @param flag the flag that chooses the port */
  constructor(host: string, port: number, flag: string) {
    super(
      `Port ${port} on ${host} is taken: another server or collector listens there. ` +
        `Stop it, or choose another port with ${flag} (0 takes any free one).`,
    );
  }
}
