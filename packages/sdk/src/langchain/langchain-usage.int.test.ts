import { classifyError } from "@breakwater/core/failure/classify-error";
import { describeError } from "@breakwater/core/failure/describe-error";
import { isMaybeBilled } from "@breakwater/core/failure/maybe-billed";
import { usageFromLangChain } from "@breakwater/core/usage/langchain-usage";
import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { ChatAnthropic } from "@langchain/anthropic";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { ChatOpenAI } from "@langchain/openai";
import { describe, expect, test } from "vitest";

/** What the callbacks of one run were given. */
class Recorder extends BaseCallbackHandler {
  override name = "recorder";
  result: unknown;
  error: unknown;
  start: { messages: unknown; invocationParams: unknown } | undefined;
  lastChunkUsage: unknown;
  sawTokens = false;

  constructor() {
    super({ raiseError: true });
  }

  override handleChatModelStart(...[, messages, , , extra]: unknown[]): void {
    const params = extra as { invocation_params?: unknown } | undefined;
    this.start = { messages: (messages as unknown[][])[0], invocationParams: params?.invocation_params };
  }

  override handleLLMNewToken(...[, , , , , fields]: unknown[]): void {
    this.sawTokens = true;
    const chunk = (fields as { chunk?: { message?: { usage_metadata?: unknown } } } | undefined)?.chunk;
    if (chunk?.message?.usage_metadata !== undefined) this.lastChunkUsage = chunk.message.usage_metadata;
  }

  override handleLLMEnd(result: unknown): void {
    this.result = result;
  }

  override handleLLMError(error: unknown): void {
    this.error = error;
  }

  usage() {
    const { lastChunkUsage, sawTokens } = this;
    return usageFromLangChain(this.result, { lastChunkUsage, sawTokens });
  }
}

type Fetch = typeof globalThis.fetch;

function answering(body: unknown, status = 200): Fetch {
  return async () =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function streaming(events: readonly (readonly [name: string | undefined, data: unknown])[]): Fetch {
  const lines = events.map(([name, data]) => {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    return `${name === undefined ? "" : `event: ${name}\n`}data: ${text}\n\n`;
  });
  return async () => new Response(lines.join(""), { headers: { "content-type": "text/event-stream" } });
}

function openAi(fetch: Fetch, fields: object = {}) {
  return new ChatOpenAI({
    model: "gpt-4o",
    apiKey: "test",
    maxRetries: 0,
    maxTokens: 64,
    ...fields,
    configuration: { fetch },
  });
}

function anthropic(fetch: Fetch) {
  const clientOptions = { fetch };
  return new ChatAnthropic({ model: "claude-sonnet-4-5", apiKey: "test", maxRetries: 0, clientOptions });
}

const OPENAI_USAGE = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 0 },
};
const OPENAI_COUNTS = { inputTokens: 100, outputTokens: 50, cacheReadTokens: 64, reasoningTokens: 20 };

function completion(choices: number, usage: unknown) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-4o-2024-08-06",
    choices: Array.from({ length: choices }, (_, index) => ({
      index,
      finish_reason: "stop",
      message: { role: "assistant", content: `answer ${index}` },
    })),
    ...(usage === undefined ? {} : { usage }),
  };
}

function chunk(index: number, delta: object, finish: string | null = null) {
  const choices = [{ index, delta, finish_reason: finish }];
  return {
    id: "c",
    object: "chat.completion.chunk",
    model: "gpt-4o-2024-08-06",
    service_tier: "default",
    choices,
  };
}

describe("ChatOpenAI", () => {
  test("answers with details, once for a call of three choices", async () => {
    const recorder = new Recorder();
    const model = openAi(answering(completion(3, OPENAI_USAGE)), { n: 3 });
    await model.invoke("hi", { callbacks: [recorder] });
    expect(recorder.usage()).toEqual({
      usage: OPENAI_COUNTS,
      usageSource: "reported",
      responseModel: "gpt-4o-2024-08-06",
    });
    expect(outputCap(recorder.start?.invocationParams)).toEqual({ cap: 192, choices: 3 });
  });

  test("streams with usage in the last chunk; two choices do not double the model's name", async () => {
    const recorder = new Recorder();
    const fetch = streaming([
      [undefined, chunk(0, { role: "assistant", content: "a" })],
      [undefined, chunk(1, { role: "assistant", content: "b" })],
      [undefined, chunk(0, {}, "stop")],
      [undefined, chunk(1, {}, "stop")],
      [undefined, { ...chunk(0, {}), choices: [], usage: OPENAI_USAGE }],
      [undefined, "[DONE]"],
    ]);
    const stream = await openAi(fetch, { n: 2 }).stream("hi", { callbacks: [recorder] });
    for await (const part of stream) expect(part).toBeDefined();
    expect(recorder.usage()).toEqual({
      usage: OPENAI_COUNTS,
      usageSource: "reported",
      responseModel: "gpt-4o-2024-08-06",
      serviceTier: "default",
    });
  });

  test("a server that reports no usage leaves it open, streamed or not", async () => {
    const streamed = new Recorder();
    const fetch = streaming([
      [undefined, chunk(0, { role: "assistant", content: "a" })],
      [undefined, chunk(0, {}, "stop")],
      [undefined, "[DONE]"],
    ]);
    for await (const part of await openAi(fetch).stream("hi", { callbacks: [streamed] }))
      expect(part).toBeDefined();
    expect(streamed.usage().usage).toBeUndefined();
    const answered = new Recorder();
    await openAi(answering(completion(1, undefined))).invoke("hi", { callbacks: [answered] });
    expect(answered.usage().usage).toBeUndefined();
    expect(answered.usage().responseModel).toBe("gpt-4o-2024-08-06");
  });

  test("the Responses API reports as well", async () => {
    const recorder = new Recorder();
    const body = {
      id: "resp_1",
      object: "response",
      model: "gpt-5-2025-08-07",
      service_tier: "flex",
      status: "completed",
      output: [
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          content: [{ type: "output_text", text: "hello", annotations: [] }],
        },
      ],
      usage: {
        input_tokens: 100,
        output_tokens: 50,
        total_tokens: 150,
        input_tokens_details: { cached_tokens: 64 },
        output_tokens_details: { reasoning_tokens: 20 },
      },
    };
    await openAi(answering(body), { useResponsesApi: true }).invoke("hi", { callbacks: [recorder] });
    expect(recorder.usage()).toEqual({
      usage: OPENAI_COUNTS,
      usageSource: "reported",
      responseModel: "gpt-5-2025-08-07",
      serviceTier: "flex",
    });
    expect(outputCap(recorder.start?.invocationParams)).toEqual({ cap: 64, choices: 1 });
  });

  test("the start event is enough to bound the request, tools and schemas included", async () => {
    const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
    const tool = {
      type: "function",
      function: { name: "weather", description: "The weather", parameters: schema },
    };
    const recorder = new Recorder();
    const model = openAi(answering(completion(1, OPENAI_USAGE))).bindTools([tool]);
    await model.invoke(
      [
        ["system", "Be brief."],
        ["human", "量子"],
      ],
      { callbacks: [recorder] },
    );
    const size = messageBound({ ...recorder.start, model: "gpt-4o" });
    expect(size).toMatchObject({ isBounded: true, textLength: 11 });
    expect(size.tokens).toBeGreaterThan(JSON.stringify(tool).length + 9 + 6);
  });

  test.each([
    [401, { code: "invalid_api_key" }, "auth", "401"],
    [404, { code: "model_not_found" }, "not_found", "404"],
    [429, { code: "rate_limit_exceeded" }, "rate_limit", "429"],
    [400, { code: "context_length_exceeded" }, "context_overflow", undefined],
    [400, { code: "content_filter" }, "content_filter", "400"],
    [400, { code: null, type: "invalid_request_error" }, "invalid_request", "400"],
    [402, { code: "BW_BUDGET_EXCEEDED" }, "budget", "402"],
    [500, { code: null }, "server", "500"],
  ])("a %d with %j is %s", async (status, error, errorClass, code) => {
    const recorder = new Recorder();
    const model = openAi(answering({ error: { message: "no", type: "x", ...error } }, status));
    await expect(model.invoke("hi", { callbacks: [recorder] })).rejects.toThrow();
    const described = describeError(recorder.error);
    expect(described.class).toBe(errorClass);
    expect(described.message).not.toContain("Troubleshooting");
    if (code !== undefined) expect(described.code).toBe(code);
    expect(isMaybeBilled(recorder.error, { sawTokens: false })).toBe("no");
  });

  test("a refused connection, an abort and a time-out", async () => {
    const failing =
      (error: Error): Fetch =>
      async () =>
        Promise.reject(error);
    const refused = Object.assign(new TypeError("fetch failed"), {
      cause: Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
    });
    const recorder = new Recorder();
    await expect(openAi(failing(refused)).invoke("hi", { callbacks: [recorder] })).rejects.toThrow();
    expect(classifyError(recorder.error)).toBe("connection");
    expect(isMaybeBilled(recorder.error, { sawTokens: false })).toBe("no");

    const aborted = new Recorder();
    const hanging: Fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("stop", "AbortError")));
      });
    const controller = new AbortController();
    const call = openAi(hanging).invoke("hi", { callbacks: [aborted], signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toThrow();
    expect(classifyError(aborted.error)).toBe("aborted");
    expect(isMaybeBilled(aborted.error, { sawTokens: false })).toBe("unknown");
  });
});

const ANTHROPIC_USAGE = {
  input_tokens: 7,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: 4,
  cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
  service_tier: "standard",
};
const ANTHROPIC_COUNTS = {
  inputTokens: 14,
  outputTokens: 5,
  cacheReadTokens: 3,
  cacheWriteTokens: 4,
  cacheWrite1hTokens: 3,
};

describe("ChatAnthropic", () => {
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5-20250929" };

  test("answers with cache reads, cache writes and their lifetimes", async () => {
    const recorder = new Recorder();
    const fetch = answering({
      ...message,
      content: [{ type: "text", text: "hello" }],
      stop_reason: "end_turn",
      usage: { ...ANTHROPIC_USAGE, output_tokens: 5 },
    });
    await anthropic(fetch).invoke("hi", { callbacks: [recorder] });
    expect(recorder.usage()).toEqual({
      usage: ANTHROPIC_COUNTS,
      usageSource: "reported",
      responseModel: "claude-sonnet-4-5-20250929",
      serviceTier: "standard",
    });
  });

  test("PITFALL ChatAnthropic streaming over-counts output: corrected from the last chunk", async () => {
    const recorder = new Recorder();
    const fetch = streaming([
      [
        "message_start",
        {
          type: "message_start",
          message: { ...message, content: [], usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } },
        },
      ],
      [
        "content_block_start",
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      ],
      [
        "content_block_delta",
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hello" } },
      ],
      ["content_block_stop", { type: "content_block_stop", index: 0 }],
      [
        "message_delta",
        {
          type: "message_delta",
          delta: { stop_reason: "end_turn", stop_sequence: null },
          usage: { output_tokens: 5 },
        },
      ],
      ["message_stop", { type: "message_stop" }],
    ]);
    for await (const part of await anthropic(fetch).stream("hi", { callbacks: [recorder] }))
      expect(part).toBeDefined();
    expect(recorder.usage()).toMatchObject({
      usage: ANTHROPIC_COUNTS,
      usageSource: "reported",
      flags: ["output_overcount_corrected"],
    });
  });

  test.each([
    [529, "overloaded_error", "Overloaded", "server"],
    [429, "rate_limit_error", "slow down", "rate_limit"],
    [401, "authentication_error", "invalid x-api-key", "auth"],
    [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "context_overflow"],
  ])("a %d %s is classed", async (status, type, text, errorClass) => {
    const recorder = new Recorder();
    const fetch = answering({ type: "error", error: { type, message: text } }, status);
    await expect(anthropic(fetch).invoke("hi", { callbacks: [recorder] })).rejects.toThrow();
    expect(classifyError(recorder.error)).toBe(errorClass);
    expect(isMaybeBilled(recorder.error, { sawTokens: false })).toBe("no");
  });
});
