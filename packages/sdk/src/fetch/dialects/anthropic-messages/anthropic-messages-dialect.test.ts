import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { describe, expect, test } from "vitest";
import { asksForCacheWrites } from "../../../budget/cache-writes.ts";
import { denial, readStream, targetOf } from "../dialect.samples.ts";
import { anthropicMessagesDialect as dialect } from "./anthropic-messages-dialect.ts";

const TARGET = targetOf("https://api.anthropic.com/v1/messages");
const VERTEX =
  "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/";
const BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com/model/";

const START_USAGE = {
  input_tokens: 7,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: 4,
  cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
  output_tokens: 1,
  service_tier: "priority",
};
const END_USAGE = {
  input_tokens: 7,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: null,
  output_tokens: 12,
  output_tokens_details: { thinking_tokens: 5 },
};
const USAGE = {
  inputTokens: 14,
  outputTokens: 12,
  cacheReadTokens: 3,
  cacheWriteTokens: 4,
  cacheWrite1hTokens: 3,
  reasoningTokens: 5,
};
const START = {
  type: "message_start",
  message: { id: "msg_1", model: "claude-sonnet-4-5-20250929", content: [], usage: START_USAGE },
};
const block = (index: number, content_block: object) => ({
  type: "content_block_start",
  index,
  content_block,
});
const delta = (index: number, piece: object) => ({ type: "content_block_delta", index, delta: piece });

test.each([
  ["https://api.anthropic.com/v1/messages", true],
  ["https://api.anthropic.com/v1/messages?beta=true", true],
  ["https://api.deepseek.com/anthropic/v1/messages", true],
  [`${VERTEX}claude-sonnet-4-5@20250929:streamRawPredict`, true],
  [`${VERTEX}count-tokens:rawPredict`, false],
  [`${BEDROCK}us.anthropic.claude-sonnet-4-20250514-v1%3A0/invoke`, true],
  [`${BEDROCK}us.anthropic.claude-sonnet-4-20250514-v1%3A0/invoke-with-response-stream`, false],
  ["https://api.anthropic.com/v1/messages/count_tokens", false],
  ["https://api.anthropic.com/v1/messages/batches", false],
  ["https://api.openai.com/v1/threads/thread_1/messages", false],
])("%s: %s", (url, isOurs) => {
  expect(dialect.matches(targetOf(url))).toBe(isOurs);
});

describe("requests", () => {
  const body = {
    model: "claude-sonnet-4-5",
    max_tokens: 100,
    stream: true,
    system: [{ type: "text", text: "Be brief." }],
    messages: [{ role: "user", content: "Hi" }],
  };

  test("model, stream, cap; the input is kept with the system prompt", () => {
    const request = dialect.readRequest(body, TARGET);
    expect(request).toMatchObject({ kind: "llm", model: "claude-sonnet-4-5", isStream: true });
    expect(outputCap(request.request.invocationParams)).toEqual({ cap: 100, choices: 1 });
    expect(request.payload()).toEqual({ system: body.system, messages: body.messages });
    expect(dialect.withOutputCap).toBeUndefined();
  });

  test.each([
    [`${VERTEX}claude-sonnet-4-5@20250929:rawPredict`, "claude-sonnet-4-5@20250929"],
    [`${BEDROCK}us.anthropic.claude-x-v1%3A0/invoke`, "us.anthropic.claude-x-v1:0"],
  ])("the model is in the path of %s", (url, model) => {
    const { model: _, ...unnamed } = body;
    expect(dialect.readRequest({ ...unnamed, anthropic_version: "x" }, targetOf(url)).model).toBe(model);
  });

  test.each([
    [{ cache_control: { type: "ephemeral" } }],
    [{ system: [{ type: "text", text: "x", cache_control: { type: "ephemeral" } }] }],
    [{ tools: [{ name: "f", input_schema: {}, cache_control: { type: "ephemeral" } }] }],
    [{ messages: [{ role: "user", content: [{ type: "text", text: "x", cache_control: {} }] }] }],
    [
      {
        messages: [
          {
            role: "user",
            content: [
              {
                type: "tool_result",
                tool_use_id: "t",
                content: [{ type: "text", text: "x", cache_control: {} }],
              },
            ],
          },
        ],
      },
    ],
  ])("%j asks for cache writes", (more) => {
    expect(asksForCacheWrites(dialect.readRequest({ ...body, ...more }, TARGET).request)).toBe(true);
    expect(asksForCacheWrites(dialect.readRequest(body, TARGET).request)).toBe(false);
  });

  test.each([
    [
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } },
      "document",
    ],
    [{ type: "document", source: { type: "file", file_id: "f" } }, "document"],
    [{ type: "web_fetch_tool_result", tool_use_id: "t", content: {} }, "web_fetch_tool_result"],
  ])("%j has no bound", (part, name) => {
    const messages = [{ role: "user", content: [part] }];
    const { request } = dialect.readRequest({ ...body, messages }, TARGET);
    expect(messageBound(request)).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test.each([
    [{ mcp_servers: [{ type: "url", url: "u" }] }, "mcp_servers"],
    [{ tools: [{ type: "web_search_20250305", name: "web_search" }] }, "tool:web_search_20250305"],
    [{ context_management: { edits: [{ type: "compact_20260112" }] } }, "compaction"],
  ])("%j has no bound", (more, name) => {
    const { request } = dialect.readRequest({ ...body, ...more }, TARGET);
    expect(messageBound(request)).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test("an image costs what its model can charge at most, not its digits", () => {
    const source = { type: "base64", media_type: "image/png", data: "A".repeat(100_000) };
    const messages = [{ role: "user", content: [{ type: "image", source }] }];
    const size = messageBound(dialect.readRequest({ ...body, messages }, TARGET).request);
    expect(size.isBounded).toBe(true);
    expect(size.tokens).toBeLessThan(5_000);
  });
});

describe("answers", () => {
  test("whole: text, thinking, tool calls, counts, tier", () => {
    const answer = dialect.readAnswer({
      type: "message",
      model: "claude-sonnet-4-5-20250929",
      content: [
        { type: "thinking", thinking: "Hm. ", signature: "sig" },
        { type: "text", text: "Hello" },
        { type: "tool_use", id: "t", name: "weather", input: { city: "Rome" } },
      ],
      usage: { ...START_USAGE, ...END_USAGE, cache_creation_input_tokens: 4 },
    });
    expect(answer).toEqual({
      responseModel: "claude-sonnet-4-5-20250929",
      serviceTier: "priority",
      usage: USAGE,
      text: 'Hm. Hello[{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}]',
    });
  });

  test("a stream: the last cumulative counts replace those of the start, never add to them", () => {
    const { texts, answer, isComplete } = readStream(dialect, [
      START,
      block(0, { type: "thinking", thinking: "", signature: "" }),
      { type: "ping" },
      delta(0, { type: "thinking_delta", thinking: "Hm. " }),
      delta(0, { type: "signature_delta", signature: "sig" }),
      { type: "content_block_stop", index: 0 },
      block(1, { type: "text", text: "" }),
      delta(1, { type: "text_delta", text: "Hello" }),
      block(2, { type: "tool_use", id: "t", name: "weather", input: {} }),
      delta(2, { type: "input_json_delta", partial_json: "" }),
      delta(2, { type: "input_json_delta", partial_json: '{"city":"Rome"}' }),
      { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 8 } },
      { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: END_USAGE },
      { type: "message_stop" },
    ]);
    expect(texts.filter((text) => text !== undefined).join("|")).toBe('Hm. ||Hello|weather||{"city":"Rome"}');
    expect(texts.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(answer).toMatchObject({ usage: USAGE, serviceTier: "priority" });
    expect(answer.text).toBe('Hm. Hello[{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}]');
    expect(isComplete).toBe(true);
  });

  test("broken off: the input is known all the same", () => {
    const { answer, isComplete } = readStream(dialect, [
      START,
      delta(0, { type: "text_delta", text: "Hel" }),
    ]);
    expect(answer).toMatchObject({ text: "Hel", usage: { inputTokens: 14, outputTokens: 1 } });
    expect(isComplete).toBe(false);
  });

  test("an error, within a stream and with status 200", () => {
    const error = { type: "overloaded_error", message: "Overloaded" };
    expect(readStream(dialect, [START, { type: "error", error }])).toMatchObject({
      isComplete: true,
      answer: { error },
    });
    expect(dialect.readAnswer({ type: "error", error })).toMatchObject({ error });
  });
});

test("a denial is worded as Anthropic words its errors", () => {
  const error = denial();
  expect(dialect.denialBody(error)).toEqual({
    type: "error",
    error: { type: "budget_exceeded", message: error.message, code: "BW_BUDGET_EXCEEDED" },
  });
});
