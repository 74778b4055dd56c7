import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";

const MAX_REASON_LENGTH = 500;
/** A reason longer than this is cut before it is searched for secrets. */
const MAX_RAW_LENGTH = 10_000;

/** A reason fit for logs and reports: no secrets, one line, at most 500 code points. */
export function plainReason(reason: unknown): string {
  const text = redactSecrets(String(reason).slice(0, MAX_RAW_LENGTH));
  return truncateCodePoints(text.replace(/\s+/g, " ").trim(), MAX_REASON_LENGTH);
}
