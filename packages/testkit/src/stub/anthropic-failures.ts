import type { FailureTable } from "./failure-words.ts";

/** Failures as Anthropic words them: https://docs.anthropic.com/en/api/errors */
export const ANTHROPIC_FAILURES: FailureTable = {
  rate_limit: {
    status: 429,
    type: "rate_limit_error",
    code: null,
    message: () =>
      "This request would exceed your organization's rate limit of 40,000 input tokens per minute.",
  },
  quota: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: () => "Your credit balance is too low to access the Anthropic API.",
  },
  auth: { status: 401, type: "authentication_error", code: null, message: () => "invalid x-api-key" },
  permission: {
    status: 403,
    type: "permission_error",
    code: null,
    message: () => "Your API key does not have permission to use the specified resource.",
  },
  not_found: {
    status: 404,
    type: "not_found_error",
    code: null,
    message: (request) => `model: ${request.model}`,
  },
  context_overflow: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: (request) => `prompt is too long: ${200_000 + request.inputTokens} tokens > 200000 maximum`,
  },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: () => "Output blocked by content filtering policy",
  },
  invalid_request: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: () => "messages: Input should be a valid list",
  },
  server: { status: 500, type: "api_error", code: null, message: () => "Internal server error" },
  overloaded: { status: 529, type: "overloaded_error", code: null, message: () => "Overloaded" },
};
