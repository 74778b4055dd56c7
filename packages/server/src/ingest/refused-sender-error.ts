import type { Admission, Authenticate, SenderCredentials } from "./authenticate.ts";

/** A sender that may not send. The same with the same key cannot help. */
export class RefusedSenderError extends Error {
  override readonly name = "RefusedSenderError";
  /** Stable code of this error. */
  readonly code = "BW_REFUSED_SENDER";
  readonly isRetryable = false;
  readonly reason: "unauthenticated" | "forbidden" | "throttled";
  /** When its key is looked at; for `throttled`. */
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Extract<Admission, { readonly isAdmitted: false }>) {
    super(refusal.message);
    this.reason = refusal.reason;
    this.retryAfterMs = refusal.reason === "throttled" ? refusal.retryAfterMs : undefined;
  }
}

/** The project that a sender sends into. @throws RefusedSenderError when it may not send. */
export async function admittedProject(
  authenticate: Authenticate,
  credentials: SenderCredentials,
): Promise<string> {
  const admission = await authenticate(credentials);
  if (!admission.isAdmitted) throw new RefusedSenderError(admission);
  return admission.project;
}
