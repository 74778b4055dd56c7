import type { ErrorClass } from "../record/span-record.ts";
import { classifyError } from "./classify-error.ts";
import { type ErrorLink, errorChain } from "./error-chain.ts";

/**
 * Whether a failed call may be on the provider's bill: `no` = surely not; `streamed` = what was streamed is, though
 * no usage came; `unknown` = the provider may have answered into the void.
 */
export type MaybeBilled = "no" | "streamed" | "unknown";

/** The request never reached anyone. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Someone on the way gave up waiting; the provider may have gone on. */
const GAVE_UP_WAITING = new Set([408, 499, 504, 524]);

/** Refusals: providers bill none of them, with or without a status on the error. */
const REFUSALS = new Set<ErrorClass>([
  "budget",
  "rate_limit",
  "auth",
  "not_found",
  "context_overflow",
  "invalid_request",
]);

/** Judges a failed call by its error and by whether any tokens had arrived. */
export function isMaybeBilled(error: unknown, call: { readonly sawTokens: boolean }): MaybeBilled {
  if (call.sawTokens) return "streamed";
  const chain = errorChain(error);
  if (chain.some(({ codes }) => codes.some((code) => NEVER_SENT.has(code)))) return "no";
  const status = chain.map((link: ErrorLink) => link.status).find((found) => found !== undefined);
  if (status !== undefined) return GAVE_UP_WAITING.has(status) ? "unknown" : "no";
  return REFUSALS.has(classifyError(error)) ? "no" : "unknown";
}
