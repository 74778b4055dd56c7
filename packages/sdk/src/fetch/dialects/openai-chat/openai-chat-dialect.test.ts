import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { describeError } from "@breakwater/core/failure/describe-error";
import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { describe, expect, test } from "vitest";
import type { WireTarget } from "../../dialect.ts";
import { openAiChatDialect as dialect } from "./openai-chat-dialect.ts";

const target = (url: string): WireTarget => ({ url: new URL(url), headers: new Headers() });
const OPENAI = target("https://api.openai.com/v1/chat/completions");
const DEPLOYMENT = "https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=";

/** Reads a stream of chunks, each given as an object. */
function readAll(chunks: readonly object[]) {
  const reader = dialect.answerReader();
  const texts = chunks.map((chunk) => reader.read({ data: JSON.stringify(chunk) }));
  return { reader, texts, answer: reader.answer() };
}

const delta = (piece: object, index = 0) => ({ choices: [{ index, delta: piece }] });

describe("requests", () => {
  test.each([
    ["https://api.openai.com/v1/chat/completions", true],
    [`${DEPLOYMENT}2024-10-21`, true],
    ["http://localhost:8000/v1/chat/completions/", true],
    ["https://api.openai.com/v1/embeddings", false],
    ["https://api.openai.com/v1/chat/completions/chatcmpl-1", false],
  ])("%s: %s", (url, isOurs) => {
    expect(dialect.matches(target(url))).toBe(isOurs);
  });

  test("model, stream and tier; the tier `auto` says nothing", () => {
    const body = { model: "gpt-4o", stream: true, service_tier: "flex", messages: [] };
    expect(dialect.readRequest(body, OPENAI)).toMatchObject({
      kind: "llm",
      model: "gpt-4o",
      isStream: true,
      serviceTier: "flex",
    });
    const auto = dialect.readRequest({ model: "gpt-4o", service_tier: "auto" }, OPENAI);
    expect(auto).toMatchObject({ isStream: false });
    expect(auto).not.toHaveProperty("serviceTier");
  });

  test("Azure's deployment stands for a model that the body does not name", () => {
    expect(dialect.readRequest({}, target(`${DEPLOYMENT}1`)).model).toBe("my gpt");
  });

  test("caps, choices and everything that is sent as input count for the bound", () => {
    const text = "x".repeat(500);
    const messages = [
      {
        role: "assistant",
        content: null,
        reasoning_content: text,
        tool_calls: [{ function: { name: text } }],
      },
    ];
    const { request } = dialect.readRequest({ messages, max_completion_tokens: 10, n: 2 }, OPENAI);
    expect(outputCap(request.invocationParams)).toEqual({ cap: 20, choices: 2 });
    expect(messageBound(request)).toMatchObject({ isBounded: true });
    expect(messageBound(request).tokens).toBeGreaterThan(1_000);
  });

  test("a cap is put where the host takes it", () => {
    expect(dialect.withOutputCap?.({ n: 1 }, 5, OPENAI)).toEqual({ n: 1, max_completion_tokens: 5 });
    const local = target("http://localhost/v1/chat/completions");
    expect(dialect.withOutputCap?.({}, 5, local)).toEqual({ max_tokens: 5 });
  });
});

describe("asking for usage", () => {
  test("only streams that do not ask themselves; other stream options stay", () => {
    const asking = (body: object) => dialect.askingForUsage?.({ ...body }, OPENAI);
    expect(asking({})).toBeUndefined();
    expect(asking({ stream: true, stream_options: { include_usage: true } })).toBeUndefined();
    expect(asking({ stream: true })).toEqual({ stream: true, stream_options: { include_usage: true } });
    expect(
      asking({ stream: true, stream_options: { include_obfuscation: false, include_usage: false } }),
    ).toEqual({ stream: true, stream_options: { include_obfuscation: false, include_usage: true } });
  });

  test.each([
    ["https://api.mistral.ai/v1/chat/completions", false],
    [`${DEPLOYMENT}2024-06-01`, false],
    [`${DEPLOYMENT}2024-10-21`, true],
    ["http://localhost:8000/v1/chat/completions", true],
  ])("hosts that would refuse are not asked: %s %s", (url, isAsked) => {
    expect(dialect.askingForUsage?.({ stream: true }, target(url)) !== undefined).toBe(isAsked);
  });

  test("knows what is there only because it asked", () => {
    const last = '{"id":"1","choices":[],"usage":{"prompt_tokens":1}}';
    expect(dialect.isUsageOnly?.({ data: last })).toBe(true);
    expect(dialect.isUsageOnly?.({ data: '{"choices":[],"prompt_filter_results":[]}' })).toBe(false);
    expect(dialect.withoutAskedUsage?.('{"choices":[{}],"usage":null}')).toBe('{"choices":[{}]}');
    expect(dialect.withoutAskedUsage?.('{"usage": null, "choices": [{}]}')).toBe('{"choices": [{}]}');
    const quoted = JSON.stringify({ choices: [{ delta: { content: 'x,"usage":null,y' } }] });
    expect(dialect.withoutAskedUsage?.(quoted)).toBe(quoted);
  });
});

describe("answers", () => {
  test("usage, model, tier and text of a whole answer", () => {
    const answer = dialect.readAnswer({
      model: "gpt-4o-2024-08-06",
      service_tier: "default",
      choices: [{ message: { content: "Hi", tool_calls: [{ function: { name: "f", arguments: "{}" } }] } }],
      usage: { prompt_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
    });
    expect(answer).toMatchObject({
      responseModel: "gpt-4o-2024-08-06",
      serviceTier: "default",
      usage: { inputTokens: 9, outputTokens: 2, cacheReadTokens: 4 },
      text: 'Hi[{"name":"f","arguments":"{}"}]',
    });
  });

  test("streams: text and tool calls piece by piece, usage in the last chunk, the end at [DONE]", () => {
    const call = (details: object) => delta({ tool_calls: [{ index: 0, function: details }] });
    const { reader, texts, answer } = readAll([
      delta({ role: "assistant", content: "" }),
      delta({ reasoning_content: "Hm.", reasoning: "Hm." }),
      delta({ content: "Hi" }),
      call({ name: "look", arguments: "" }),
      call({ arguments: "{}" }),
      { choices: [], usage: { prompt_tokens: 5, completion_tokens: 3 } },
    ]);
    expect(texts).toEqual(["", "Hm.", "Hi", "look", "{}", undefined]);
    expect(answer).toMatchObject({
      text: 'Hm.Hi[{"name":"look","arguments":"{}"}]',
      usage: { inputTokens: 5, outputTokens: 3 },
    });
    expect(reader.isComplete).toBe(false);
    expect(reader.read({ data: "[DONE]" })).toBeUndefined();
    expect(reader.isComplete).toBe(true);
  });

  test.each([
    ["Groq's own place", { choices: [], x_groq: { usage: { prompt_tokens: 7, completion_tokens: 1 } } }],
    ["the choice", { choices: [{ delta: {}, usage: { prompt_tokens: 7, completion_tokens: 1 } }] }],
  ])("usage in %s", (_, chunk) => {
    expect(readAll([chunk]).answer.usage).toEqual({ inputTokens: 7, outputTokens: 1 });
  });

  test("OpenRouter's dollars; with the caller's own key the provider's are added", () => {
    const usage = { prompt_tokens: 7, completion_tokens: 1, cost: 0.25 };
    expect(readAll([{ usage }]).answer.reportedCostUsd).toBe(0.25);
    const own = { ...usage, is_byok: true, cost_details: { upstream_inference_cost: 2 } };
    expect(readAll([{ usage: own }]).answer.reportedCostUsd).toBe(2.25);
  });

  test("an error inside the stream, and what cannot be read", () => {
    expect(readAll([{ error: { code: 502, message: "gone" } }]).answer.error).toMatchObject({ code: 502 });
    const reader = dialect.answerReader();
    for (const data of ["", "{", "null", "7", '{"choices":7}', '{"choices":[null]}']) reader.read({ data });
    expect(reader.answer()).toEqual({ text: "" });
  });
});

test("a denial reads as the class `budget` wherever it is thrown again", () => {
  const error = new BudgetExceededError({
    budget: "daily",
    key: {},
    limitNanos: 1,
    spentNanos: 1,
    heldNanos: 0,
    requestedNanos: 1,
    resetsAt: "2026-01-16T00:00:00Z",
    reason: "limit",
  });
  const { error: body } = dialect.denialBody(error);
  expect(body).toMatchObject({ code: "BW_BUDGET_EXCEEDED", message: error.message });
  expect(describeError({ status: 402, error: body }).class).toBe("budget");
});
