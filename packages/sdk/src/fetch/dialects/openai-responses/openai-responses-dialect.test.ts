import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { describe, expect, test } from "vitest";
import { asksForCacheWrites } from "../../../budget/cache-writes.ts";
import { denial, readStream, targetOf } from "../dialect.samples.ts";
import { openAiResponsesDialect as dialect, openAiCompactionDialect } from "./openai-responses-dialect.ts";

const TARGET = targetOf("https://api.openai.com/v1/responses");
const RAW_USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8, cache_write_tokens: 4 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 29,
};
const USAGE = {
  inputTokens: 20,
  outputTokens: 9,
  cacheReadTokens: 8,
  cacheWriteTokens: 4,
  reasoningTokens: 5,
};
const RESPONSE = {
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "gpt-5.1-2025-11-13",
  service_tier: "default",
  error: null,
  output: [
    { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm. " }] },
    { type: "message", id: "msg_1", content: [{ type: "output_text", text: "Hello", annotations: [] }] },
    { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Rome"}' },
  ],
  usage: RAW_USAGE,
};
const begun = (more: object = {}) => ({
  type: "response.created",
  response: {
    id: "resp_1",
    status: "in_progress",
    model: "gpt-5.1",
    service_tier: "auto",
    usage: null,
    ...more,
  },
});

test.each([
  ["https://api.openai.com/v1/responses", true],
  ["https://x.openai.azure.com/openai/v1/responses?api-version=preview", true],
  ["https://api.openai.com/v1/responses/resp_1/cancel", false],
  ["https://api.openai.com/v1/responses/input_tokens", false],
  ["https://api.openai.com/v1/responses/compact", false],
])("%s: %s", (url, isOurs) => {
  expect(dialect.matches(targetOf(url))).toBe(isOurs);
});

test("a compaction is a dialect of its own, for it takes no cap", () => {
  expect(openAiCompactionDialect.matches(targetOf("https://api.openai.com/v1/responses/compact"))).toBe(true);
  expect(openAiCompactionDialect.withOutputCap).toBeUndefined();
});

describe("requests", () => {
  test("model, stream, tier, cap", () => {
    const body = { model: "gpt-5.1", input: "Hi", stream: true, service_tier: "flex", max_output_tokens: 77 };
    const request = dialect.readRequest(body, TARGET);
    expect(request).toMatchObject({ kind: "llm", model: "gpt-5.1", isStream: true, serviceTier: "flex" });
    expect(outputCap(request.request.invocationParams)).toEqual({ cap: 77, choices: 1 });
    expect(dialect.withOutputCap?.({ input: "Hi" }, 5, TARGET)).toEqual({
      input: "Hi",
      max_output_tokens: 5,
    });
  });

  test.each([
    [{ previous_response_id: "resp_0" }, "previous_response_id"],
    [{ conversation: "conv_1" }, "conversation"],
    [{ prompt: { id: "pmpt_1" } }, "prompt"],
    [{ tools: [{ type: "web_search" }] }, "tool:web_search"],
    [{ tools: [{ type: "mcp", server_label: "x" }] }, "tool:mcp"],
    [{ input: [{ type: "item_reference", id: "msg_1" }] }, "item_reference"],
    [{ input: [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }] }, "input_file"],
    [{ context_management: [{ type: "compaction", compact_threshold: 1 }] }, "compaction"],
    [
      {
        input: [
          { type: "function_call_output", call_id: "c", output: [{ type: "input_file", file_url: "u" }] },
        ],
      },
      "input_file",
    ],
  ])("%j has no bound", (body, name) => {
    const { request } = dialect.readRequest({ input: "Hi", ...body }, TARGET);
    expect(messageBound(request)).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test("a breakpoint of the prompt cache asks for a write", () => {
    const part = { type: "input_text", text: "x", prompt_cache_breakpoint: { mode: "explicit" } };
    const asks = (parts: readonly object[]) =>
      asksForCacheWrites(dialect.readRequest({ input: [{ role: "user", content: parts }] }, TARGET).request);
    expect([asks([part]), asks([{ type: "input_text", text: "x" }])]).toEqual([true, false]);
    const output = { type: "function_call_output", call_id: "c", output: [part] };
    expect(asksForCacheWrites(dialect.readRequest({ input: [output] }, TARGET).request)).toBe(true);
  });

  test("a screenshot is an image, not the text of its digits", () => {
    const image = `data:image/png;base64,${"A".repeat(100_000)}`;
    const input = [
      {
        type: "computer_call_output",
        call_id: "c",
        output: { type: "computer_screenshot", image_url: image },
      },
      { role: "user", content: [{ type: "input_image", image_url: image }] },
      { type: "image_generation_call", id: "ig_1", result: "A".repeat(100_000) },
    ];
    const { request } = dialect.readRequest({ model: "gpt-4o", input }, TARGET);
    const { tokens, isBounded } = messageBound(request);
    expect(isBounded).toBe(true);
    expect(tokens).toBeGreaterThan(3 * 1_445);
    expect(tokens).toBeLessThan(5_000);
  });
});

describe("answers", () => {
  test("whole", () => {
    expect(dialect.readAnswer(RESPONSE)).toEqual({
      responseModel: "gpt-5.1-2025-11-13",
      serviceTier: "default",
      usage: USAGE,
      text: 'Hm. Hello[{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}]',
    });
  });

  test("one that runs in the background has no usage yet, and says so", () => {
    const answer = dialect.readAnswer({ ...RESPONSE, status: "queued", output: [], usage: null });
    expect(answer).toMatchObject({ flags: ["answered_in_background"], text: "" });
    expect(answer.usage).toBeUndefined();
  });

  test("a stream: text, reasoning and calls piece by piece; usage and tier in the last event", () => {
    const { texts, answer, isComplete } = readStream(dialect, [
      begun(),
      { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", summary: [] } },
      { type: "response.reasoning_summary_text.delta", output_index: 0, delta: "Hm. " },
      { type: "response.output_text.delta", output_index: 1, delta: "Hel" },
      { type: "response.output_text.delta", output_index: 1, delta: "lo" },
      { type: "response.output_text.done", output_index: 1, text: "Hello" },
      {
        type: "response.output_item.added",
        output_index: 2,
        item: { type: "function_call", name: "weather" },
      },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: '{"city":"Rome"}' },
      { type: "response.completed", response: RESPONSE },
    ]);
    expect(texts).toEqual([
      undefined,
      undefined,
      "Hm. ",
      "Hel",
      "lo",
      undefined,
      "weather",
      '{"city":"Rome"}',
      undefined,
    ]);
    expect(answer).toEqual(dialect.readAnswer(RESPONSE));
    expect(isComplete).toBe(true);
  });

  test("broken off: no usage, the tier `auto` tells nothing", () => {
    const { answer, isComplete } = readStream(dialect, [
      begun(),
      { type: "response.output_text.delta", output_index: 0, delta: "Hel" },
    ]);
    expect(answer).toEqual({ responseModel: "gpt-5.1", text: "Hel" });
    expect(isComplete).toBe(false);
  });

  test("incomplete is an answer; failed is an error, with its usage", () => {
    const incomplete = {
      ...RESPONSE,
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
    };
    const cut = readStream(dialect, [{ type: "response.incomplete", response: incomplete }]);
    expect(cut).toMatchObject({ isComplete: true, answer: { usage: USAGE } });
    expect(cut.answer.error).toBeUndefined();
    const error = { code: "server_error", message: "The model failed." };
    const failed = readStream(dialect, [
      { type: "response.failed", response: { ...RESPONSE, status: "failed", error } },
    ]);
    expect(failed).toMatchObject({ isComplete: true, answer: { error, usage: USAGE } });
  });

  test("an error event", () => {
    const event = { type: "error", code: "rate_limit_exceeded", message: "Slow down.", param: null };
    expect(readStream(dialect, [begun(), event])).toMatchObject({
      isComplete: true,
      answer: { error: event },
    });
  });
});

test("a denial is worded as OpenAI words its errors", () => {
  expect(dialect.denialBody(denial())).toMatchObject({ error: { code: "BW_BUDGET_EXCEEDED", param: null } });
});
