/** Who and what a call is for. */
export interface CallContext {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly queryType?: string | undefined;
  /** Overrides the monitor's environment. */
  readonly environment?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}
