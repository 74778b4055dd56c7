import type { JsonObject } from "../json-value.ts";
import { ANTHROPIC_FAILURES } from "./anthropic-failures.ts";
import type { FailureWords } from "./failure-words.ts";
import { OPENAI_FAILURES } from "./openai-failures.ts";
import type { StubFailure, StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

/** An error answer, ready to write. */
export interface FailureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** The error that a reply asks for, in the vendor's words; undefined when it asks for none. */
export function failureAnswer(wire: Wire, request: StubRequest, reply: StubReply): FailureAnswer | undefined {
  const isError = reply.failure !== undefined || (reply.status ?? 200) >= 400;
  if (!isError) return undefined;
  const kind = reply.failure ?? failureOfStatus(reply.status);
  const words = (wire.vendor === "openai" ? OPENAI_FAILURES : ANTHROPIC_FAILURES)[kind];
  const message = reply.errorMessage ?? words.message(request);
  const wait = reply.retryAfterSeconds;
  return {
    status: reply.status ?? words.status,
    headers: wait === undefined ? {} : { "retry-after": String(wait) },
    body: reply.errorBody ?? errorBody(wire, words, message),
  };
}

/** An error body of the vendor's shape for a fault of the stub's own. */
export function faultBody(wire: Wire | undefined, message: string): JsonObject {
  const words: FailureWords = { status: 500, type: "stub_error", code: "stub_error", message: () => message };
  return wire?.vendor === "anthropic" ? errorBody(wire, words, message) : openAiBody(words, message);
}

function errorBody(wire: Wire, words: FailureWords, message: string): JsonObject {
  if (wire.vendor === "openai") return openAiBody(words, message);
  return { type: "error", error: { type: words.type, message }, request_id: "req_stub" };
}

function openAiBody(words: FailureWords, message: string): JsonObject {
  return { error: { message, type: words.type, param: null, code: words.code } };
}

function failureOfStatus(status: number | undefined): StubFailure {
  switch (status) {
    case 401:
      return "auth";
    case 403:
      return "permission";
    case 404:
      return "not_found";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    default:
      return status !== undefined && status >= 500 ? "server" : "invalid_request";
  }
}
