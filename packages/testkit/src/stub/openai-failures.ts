import type { FailureTable } from "./failure-words.ts";

/** Failures as OpenAI words them: https://platform.openai.com/docs/guides/error-codes */
export const OPENAI_FAILURES: FailureTable = {
  rate_limit: {
    status: 429,
    type: "tokens",
    code: "rate_limit_exceeded",
    message: (request) =>
      `Rate limit reached for ${request.model} in organization org-stub on tokens per min (TPM): ` +
      `Limit 30000, Used 29900, Requested ${request.inputTokens}.`,
  },
  quota: {
    status: 429,
    type: "insufficient_quota",
    code: "insufficient_quota",
    message: () => "You exceeded your current quota, please check your plan and billing details.",
  },
  auth: {
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: () =>
      "Incorrect API key provided: sk-stub. You can find your API key in your account's settings.",
  },
  permission: {
    status: 403,
    type: "invalid_request_error",
    code: "model_not_allowed",
    message: (request) => `Project \`proj_stub\` does not have access to model \`${request.model}\`.`,
  },
  not_found: {
    status: 404,
    type: "invalid_request_error",
    code: "model_not_found",
    message: (request) => `The model \`${request.model}\` does not exist or you do not have access to it.`,
  },
  context_overflow: {
    status: 400,
    type: "invalid_request_error",
    code: "context_length_exceeded",
    message: (request) =>
      `This model's maximum context length is 128000 tokens. However, your messages resulted in ` +
      `${128_000 + request.inputTokens} tokens. Please reduce the length of the messages.`,
  },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    code: "content_filter",
    message: () =>
      "The response was filtered due to the prompt triggering the content management policy. " +
      "Please modify your prompt and retry.",
  },
  invalid_request: {
    status: 400,
    type: "invalid_request_error",
    code: null,
    message: () => "Invalid value for 'messages': expected an array of objects.",
  },
  server: {
    status: 500,
    type: "server_error",
    code: null,
    message: () => "The server had an error while processing your request. Sorry about that!",
  },
  overloaded: {
    status: 503,
    type: "server_error",
    code: null,
    message: () => "The engine is currently overloaded, please try again later.",
  },
};
