import type { JsonObject } from "../json-value.ts";
import type { FailureTable, FailureWords } from "./failure-words.ts";

/** Failures as Google words them: https://ai.google.dev/gemini-api/docs/troubleshooting; `type` is the body's `status`. */
export const GOOGLE_FAILURES: FailureTable = {
  rate_limit: {
    status: 429,
    type: "RESOURCE_EXHAUSTED",
    code: null,
    message: () => "Resource has been exhausted (e.g. check quota).",
  },
  quota: {
    status: 429,
    type: "RESOURCE_EXHAUSTED",
    code: null,
    message: () => "You exceeded your current quota, please check your plan and billing details.",
  },
  auth: {
    status: 400,
    type: "INVALID_ARGUMENT",
    code: "API_KEY_INVALID",
    message: () => "API key not valid. Please pass a valid API key.",
  },
  permission: {
    status: 403,
    type: "PERMISSION_DENIED",
    code: null,
    message: () => "The caller does not have permission",
  },
  not_found: {
    status: 404,
    type: "NOT_FOUND",
    code: null,
    message: (request) => `models/${request.model} is not found for API version v1beta`,
  },
  context_overflow: {
    status: 400,
    type: "INVALID_ARGUMENT",
    code: null,
    message: (request) =>
      `The input token count (${1_048_576 + request.inputTokens}) exceeds the maximum number of tokens allowed (1048576).`,
  },
  content_filter: {
    status: 400,
    type: "INVALID_ARGUMENT",
    code: null,
    message: () => "The prompt was blocked: PROHIBITED_CONTENT",
  },
  invalid_request: {
    status: 400,
    type: "INVALID_ARGUMENT",
    code: null,
    message: () => "Request contains an invalid argument.",
  },
  server: { status: 500, type: "INTERNAL", code: null, message: () => "An internal error has occurred." },
  overloaded: {
    status: 503,
    type: "UNAVAILABLE",
    code: null,
    message: () => "The model is overloaded. Please try again later.",
  },
};

/** An error body of Google's shape: https://cloud.google.com/apis/design/errors */
export function googleErrorBody({ status, type, code }: FailureWords, message: string): JsonObject {
  const info = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: code,
    domain: "googleapis.com",
  };
  return { error: { code: status, message, status: type, ...(code === null ? {} : { details: [info] }) } };
}
