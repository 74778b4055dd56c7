import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyError } from "./classify-error.ts";

/** An error with a class of its own, as the SDKs throw them. */
function thrown(className: string, fields: object = {}, message = "failed"): Error {
  const ErrorClass = { [className]: class extends Error {} }[className] ?? Error;
  return Object.assign(new ErrorClass(message), fields);
}

function caused(outer: Error, cause: unknown): Error {
  return Object.assign(outer, { cause });
}

const code = (value: string) => Object.assign(new Error("failed"), { code: value });

describe("by code", () => {
  test.each([
    ["LangChain's code", thrown("Error", { lc_error_code: "MODEL_RATE_LIMIT" }), "rate_limit"],
    ["LangChain's code", thrown("Error", { lc_error_code: "MODEL_AUTHENTICATION" }), "auth"],
    ["LangChain's code", thrown("Error", { lc_error_code: "MODEL_NOT_FOUND" }), "not_found"],
    ["LangChain's code", thrown("Error", { lc_error_code: "MODEL_ABORTED" }), "aborted"],
    ["LangChain's code", thrown("Error", { lc_error_code: "CONTEXT_OVERFLOW" }), "context_overflow"],
    [
      "OpenAI, 400",
      thrown("BadRequestError", { status: 400, code: "context_length_exceeded" }),
      "context_overflow",
    ],
    ["OpenAI, 429", thrown("RateLimitError", { status: 429, code: "insufficient_quota" }), "rate_limit"],
    ["Azure, 400", thrown("BadRequestError", { status: 400, code: "content_filter" }), "content_filter"],
    [
      "Anthropic's body",
      thrown("InternalServerError", {
        status: 529,
        error: { type: "error", error: { type: "overloaded_error" } },
      }),
      "server",
    ],
    [
      "Anthropic's body without a status (an error event of a stream)",
      thrown("APIError", { error: { type: "error", error: { type: "rate_limit_error" } } }),
      "rate_limit",
    ],
    ["Google's body", { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "" } }, "rate_limit"],
    [
      "the AI SDK's parsed body",
      thrown("AI_APICallError", { statusCode: 400, data: { error: { code: "context_length_exceeded" } } }),
      "context_overflow",
    ],
    ["Google's status", thrown("ApiError", { status: "PERMISSION_DENIED" }), "auth"],
    ["fetch", caused(new TypeError("fetch failed"), code("ECONNREFUSED")), "connection"],
    [
      "OpenAI over fetch",
      caused(thrown("APIConnectionError"), caused(new TypeError("x"), code("ECONNRESET"))),
      "connection",
    ],
    ["undici", caused(new TypeError("fetch failed"), code("UND_ERR_HEADERS_TIMEOUT")), "timeout"],
    [
      "Anthropic's 400 for a blocked answer",
      thrown(
        "BadRequestError",
        { status: 400 },
        '400 {"message":"Output blocked by content filtering policy"}',
      ),
      "content_filter",
    ],
    [
      "Anthropic's 400 for an empty account",
      thrown(
        "BadRequestError",
        { status: 400 },
        "Your credit balance is too low to access the Anthropic API.",
      ),
      "auth",
    ],
    ["several addresses", Object.assign(new AggregateError([code("ENOTFOUND")], "")), "connection"],
  ])("%s: %s is %s", (_where, error, expected) => {
    expect(classifyError(error)).toBe(expected);
  });
});

describe("by status", () => {
  test.each([
    [400, "invalid_request"],
    [401, "auth"],
    [402, "auth"],
    [403, "auth"],
    [404, "not_found"],
    [408, "timeout"],
    [413, "context_overflow"],
    [422, "invalid_request"],
    [429, "rate_limit"],
    [499, "aborted"],
    [500, "server"],
    [503, "server"],
    [504, "timeout"],
    [529, "server"],
  ])("%d is %s, whatever the message says", (status, expected) => {
    const error = thrown("Error", { status }, "Request timed out: rate limit, aborted, context window");
    expect(classifyError(error)).toBe(expected);
    expect(classifyError({ $metadata: { httpStatusCode: status } })).toBe(expected);
    expect(classifyError({ response: { status } })).toBe(expected);
  });

  test("AWS tells the causes of its 400s apart by name", () => {
    const aws = (name: string, httpStatusCode: number) =>
      Object.assign(new Error("x"), { name, $metadata: { httpStatusCode } });
    expect(classifyError(aws("ThrottlingException", 400))).toBe("rate_limit");
    expect(classifyError(aws("ExpiredTokenException", 400))).toBe("auth");
    expect(classifyError(aws("ModelErrorException", 424))).toBe("server");
    expect(classifyError(aws("ValidationException", 400))).toBe("invalid_request");
    expect(classifyError(aws("ModelTimeoutException", 408))).toBe("timeout");
  });

  test("gRPC's numbers, but not those of a DOMException", () => {
    expect(classifyError({ code: 8, details: "quota" })).toBe("rate_limit");
    expect(classifyError({ code: 16, details: "" })).toBe("auth");
    expect(classifyError(new DOMException("stopped", "AbortError"))).toBe("aborted");
    expect(classifyError(new DOMException("late", "TimeoutError"))).toBe("timeout");
    expect(classifyError(new DOMException("?", "SyntaxError"))).toBe("unknown");
  });
});

describe("by name, and by message only when there is nothing else", () => {
  test.each([
    [Object.assign(new Error("Request was aborted."), { name: "AbortError" }), "aborted"],
    [Object.assign(new Error("x"), { name: "TimeoutError" }), "timeout"],
    [thrown("APIConnectionTimeoutError", {}, "Request timed out."), "timeout"],
    [thrown("APIUserAbortError"), "aborted"],
    [thrown("APIConnectionError", {}, "Connection error."), "connection"],
    [thrown("ContextOverflowError"), "context_overflow"],
    [thrown("ContentFilterFinishReasonError"), "content_filter"],
    [new Error("Connection error."), "connection"],
    [new Error("AbortError"), "aborted"],
    ["Request timed out", "timeout"],
    [new TypeError("cannot read properties of undefined"), "unknown"],
    [undefined, "unknown"],
    [null, "unknown"],
    [42, "unknown"],
  ])("%s is %s", (error, expected) => {
    expect(classifyError(error)).toBe(expected);
  });
});

test("a budget's denial is told by its name, or by our code on a 402; any other 402 is the provider's", () => {
  expect(classifyError(Object.assign(new TypeError("over"), { name: "BudgetExceededError" }))).toBe("budget");
  expect(classifyError(thrown("APIError", { status: 402, code: "BW_BUDGET_EXCEEDED" }))).toBe("budget");
  expect(classifyError(thrown("APIError", { status: 402, error: { code: "budget_exceeded" } }))).toBe(
    "budget",
  );
  expect(classifyError(thrown("APIError", { status: 402 }))).toBe("auth");
  expect(classifyError(caused(new Error("agent failed"), thrown("BudgetExceededError")))).toBe("budget");
});

test("never throws, whatever was thrown", () => {
  const hostile = new Proxy(new Error("x"), {
    get() {
      throw new Error("hostile");
    },
  });
  const cyclic: Record<string, unknown> = { message: "round" };
  cyclic["cause"] = cyclic;
  expect(classifyError(hostile)).toBe("unknown");
  expect(classifyError(cyclic)).toBe("unknown");
  fc.assert(fc.property(fc.anything(), (error) => typeof classifyError(error) === "string"));
});
