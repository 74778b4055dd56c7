import type { SpanError } from "../record/span-record.ts";
import { redactSecrets } from "../redact/secrets.ts";
import { truncateCodePoints } from "../redact/truncate.ts";
import { classifyError } from "./classify-error.ts";
import { type ErrorLink, errorChain } from "./error-chain.ts";
import { fingerprintError } from "./fingerprint-error.ts";

/** Code points of a message that are kept. */
const MAX_MESSAGE = 2_000;
const MAX_NAME = 200;
/** Messages are cut to this before secrets are searched, so that a huge one does not hold up the call. */
const MAX_SEARCHED = 20_000;

/** LangChain appends this to provider errors; it is no part of what happened. */
const TROUBLESHOOTING = /\s*Troubleshooting URL:\s*\S+\s*$/;

/** The error as it is recorded: classified, fingerprinted, secrets removed. Never throws, whatever was thrown. */
export function describeError(error: unknown): SpanError {
  const outermost = errorChain(error)[0];
  const errorClass = classifyError(error);
  const type = clean(outermost?.name ?? "", MAX_NAME) || typeName(error);
  const message = clean(messageOf(error, outermost), MAX_MESSAGE);
  const code = codeOf(outermost);
  return {
    class: errorClass,
    type,
    message,
    ...(code === undefined ? {} : { code: clean(code, MAX_NAME) }),
    fingerprint: fingerprintError({ class: errorClass, type, message }),
  };
}

function typeName(error: unknown): string {
  return error === null ? "null" : typeof error;
}

function messageOf(error: unknown, outermost: ErrorLink | undefined): string {
  if (outermost !== undefined && outermost.message !== "")
    return outermost.message.replace(TROUBLESHOOTING, "");
  const isObject = typeof error === "object" && error !== null;
  if (isObject || typeof error === "function") return "";
  return String(error);
}

function codeOf(link: ErrorLink | undefined): string | undefined {
  return link?.status?.toString() ?? link?.codes[0] ?? link?.grpcStatus?.toString();
}

function clean(text: string, maxCodePoints: number): string {
  return truncateCodePoints(redactSecrets(text.slice(0, MAX_SEARCHED)), maxCodePoints);
}
