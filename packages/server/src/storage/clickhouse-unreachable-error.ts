import { redactUrl } from "@breakwater/core/redact/secrets";
import { property } from "@breakwater/core/usage/untyped";

/** A ClickHouse server that was named does not answer, or refuses. */
export class ClickHouseUnreachableError extends Error {
  override readonly name = "ClickHouseUnreachableError";
  /** Stable code of this error. */
  readonly code = "BW_CLICKHOUSE_UNREACHABLE";
  readonly isRetryable = true;

  constructor(url: string, cause: unknown) {
    super(
      `The ClickHouse server ${redactUrl(url)} (clickhouse.url, --clickhouse) cannot be used: ${reasonOf(cause)}. ` +
        "See that it runs, that this machine reaches it, and that its user, password and database are right.",
      { cause },
    );
  }
}

/** The kind of an engine's error, which quotes nothing; else the system's words. */
function reasonOf(cause: unknown): string {
  const type = property(cause, "type");
  if (typeof type === "string") return `it refuses with ${type}`;
  const text = cause instanceof Error ? cause.message : String(cause);
  return text === "" ? String(property(cause, "code") ?? "no answer") : text;
}
