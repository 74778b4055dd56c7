import type { JsonObject } from "../json-value.ts";
import { ANTHROPIC_FAILURES } from "./anthropic-failures.ts";
import type { FailureTable, FailureWords } from "./failure-words.ts";
import { GOOGLE_FAILURES, googleErrorBody } from "./google-failures.ts";
import { OPENAI_FAILURES } from "./openai-failures.ts";
import type { StubFailure, StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import type { StubVendor, Wire } from "./wire.ts";

/** An error answer, ready to write. */
export interface FailureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** The error that a reply asks for, in the vendor's words; undefined when it asks for none. */
export function failureAnswer(wire: Wire, request: StubRequest, reply: StubReply): FailureAnswer | undefined {
  const isError = reply.failure !== undefined || (reply.status ?? 200) >= 400;
  return isError ? failureOf(wire, request, reply) : undefined;
}

/** The body of a reply's failure, a server's fault when it names none. */
export function failureBody(wire: Wire, request: StubRequest, reply: StubReply): JsonObject {
  return failureOf(wire, request, { failure: "server", ...reply }).body;
}

function failureOf(wire: Wire, request: StubRequest, reply: StubReply): FailureAnswer {
  const kind = reply.failure ?? failureOfStatus(reply.status);
  const words = FAILURES[wire.vendor][kind];
  const message = reply.errorMessage ?? words.message(request);
  const wait = reply.retryAfterSeconds;
  const status = reply.status ?? words.status;
  return {
    status,
    headers: wait === undefined ? {} : { "retry-after": String(wait) },
    body: reply.errorBody ?? errorBody(wire.vendor, { ...words, status }, message),
  };
}

/** An error body of the vendor's shape for a fault of the stub's own. */
export function faultBody(wire: Wire | undefined, message: string): JsonObject {
  const words: FailureWords = { status: 500, type: "stub_error", code: "stub_error", message: () => message };
  return errorBody(wire?.vendor ?? "openai", words, message);
}

const FAILURES: Readonly<Record<StubVendor, FailureTable>> = {
  openai: OPENAI_FAILURES,
  anthropic: ANTHROPIC_FAILURES,
  google: GOOGLE_FAILURES,
  // Ollama has no words of its own for most of them.
  ollama: OPENAI_FAILURES,
};

function errorBody(vendor: StubVendor, words: FailureWords, message: string): JsonObject {
  switch (vendor) {
    case "openai":
      return { error: { message, type: words.type, param: null, code: words.code } };
    case "anthropic":
      return { type: "error", error: { type: words.type, message }, request_id: "req_stub" };
    case "google":
      return googleErrorBody(words, message);
    case "ollama":
      return { error: message };
  }
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
