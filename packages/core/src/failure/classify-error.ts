import type { ErrorClass } from "../record/span-record.ts";
import { type ErrorLink, errorChain } from "./error-chain.ts";
import { CLASS_BY_CODE, CLASS_BY_GRPC_STATUS, CLASS_BY_LC_CODE, CLASS_BY_NAME } from "./error-codes.ts";

/**
 * The cause of a failure, whichever SDK threw it. What is told by a code counts first, then an HTTP or gRPC status,
 * then the name of the error's class, each along the whole chain of causes; the message is read only where none of
 * them says anything, or where a vendor says it in words alone. Never throws.
 */
export function classifyError(error: unknown): ErrorClass {
  const chain = errorChain(error);
  for (const signal of SIGNALS) {
    for (const link of chain) {
      const found = signal(link);
      if (found !== undefined) return found;
    }
  }
  return "unknown";
}

type Signal = (link: ErrorLink) => ErrorClass | undefined;

const SIGNALS: readonly Signal[] = [
  byBudget,
  byLangChainCode,
  byCode,
  byWording,
  byStatus,
  byName,
  byMessage,
];

/** Codes that say no more than the status does: the status, read later, is finer. */
const BROAD_CODES = new Set(["invalid_request_error", "api_error", "error"]);

function byBudget(link: ErrorLink): ErrorClass | undefined {
  const isOurs =
    link.name === "BudgetExceededError" || link.codes.some((code) => /budget_exceeded$/i.test(code));
  return isOurs ? "budget" : undefined;
}

function byLangChainCode(link: ErrorLink): ErrorClass | undefined {
  return link.lcErrorCode === undefined ? undefined : CLASS_BY_LC_CODE.get(link.lcErrorCode);
}

function byCode(link: ErrorLink): ErrorClass | undefined {
  for (const code of link.codes) {
    if (BROAD_CODES.has(code)) continue;
    const found = CLASS_BY_CODE.get(code.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Anthropic answers these with nothing but `invalid_request_error` and a sentence. */
const BAD_REQUESTS: readonly (readonly [RegExp, ErrorClass])[] = [
  [/blocked by content filtering policy/i, "content_filter"],
  [/credit balance is too low/i, "auth"],
];

function byWording({ status, message }: ErrorLink): ErrorClass | undefined {
  return status === 400 ? BAD_REQUESTS.find(([pattern]) => pattern.test(message))?.[1] : undefined;
}

function byStatus(link: ErrorLink): ErrorClass | undefined {
  const { status } = link;
  if (status === undefined) {
    return link.grpcStatus === undefined ? undefined : CLASS_BY_GRPC_STATUS.get(link.grpcStatus);
  }
  // AWS answers 400 and 424 for many causes and tells them apart by the name of the exception.
  const named = CLASS_BY_NAME.get(link.name);
  if (named !== undefined && (status === 400 || status === 424)) return named;
  return classOfStatus(status);
}

function classOfStatus(status: number): ErrorClass {
  switch (status) {
    case 401:
    case 402:
    case 403:
    case 407:
      return "auth";
    case 404:
      return "not_found";
    case 408:
    case 504:
    case 524:
      return "timeout";
    case 413:
      return "context_overflow";
    case 429:
      return "rate_limit";
    case 499:
      return "aborted";
    default:
      return status >= 500 ? "server" : "invalid_request";
  }
}

function byName(link: ErrorLink): ErrorClass | undefined {
  return CLASS_BY_NAME.get(link.name);
}

/** For errors that are nothing but a text. */
const BY_MESSAGE: readonly (readonly [RegExp, ErrorClass])[] = [
  [/aborterror|\babort(ed)?\b|\bcancell?ed\b/i, "aborted"],
  [/\btime(d)?[ -]?out\b/i, "timeout"],
  [
    /connection error|fetch failed|socket hang up|network error|\bterminated\b|premature close/i,
    "connection",
  ],
  [/rate limit|too many requests/i, "rate_limit"],
  [/maximum context length|context window|prompt is too long|input is too long/i, "context_overflow"],
];

function byMessage(link: ErrorLink): ErrorClass | undefined {
  return BY_MESSAGE.find(([pattern]) => pattern.test(link.message))?.[1];
}
