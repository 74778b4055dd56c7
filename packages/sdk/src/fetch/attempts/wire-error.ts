import { property, textOf } from "@breakwater/core/usage/untyped";

/** A failure that came over the wire, in the shape of the errors that clients throw, so that it is classified as they are. */
export class WireError extends Error {
  override readonly name: string = "WireError";
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The body of the answer, as far as it is JSON. */
  readonly error: unknown;

  constructor(
    message: string,
    { status, body }: { readonly status?: number | undefined; readonly body: unknown },
  ) {
    super(message);
    if (status !== undefined) this.status = status;
    this.error = body;
  }
}

/** An answer with a status that is no success. */
export function errorOfStatus(status: number, statusText: string, body: unknown): WireError {
  const message = messageOf(body) ?? messageOf(property(body, "error")) ?? `${status} ${statusText}`.trim();
  return new WireError(message, { status, body });
}

/** An error that a provider sends inside an answer that began well. */
export function errorInAnswer(error: unknown): WireError {
  const message = messageOf(error) ?? "the provider broke the answer off";
  return new WireError(message, { status: statusOf(property(error, "code")), body: { error } });
}

function messageOf(value: unknown): string | undefined {
  const message = property(value, "message") ?? property(value, "error") ?? value;
  return textOf(message);
}

function statusOf(code: unknown): number | undefined {
  return typeof code === "number" && code >= 400 && code < 600 ? code : undefined;
}
