import Anthropic from "@anthropic-ai/sdk";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { ApiError, GoogleGenAI } from "@google/genai";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anthropicOf, DOLLAR_A_CALL, type WatchedCalls, watchCalls } from "../../testing/watched-calls.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

const USAGE = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, reasoningTokens: 30 };
const CACHED_USAGE = { ...USAGE, cacheWriteTokens: 20, cacheWrite1hTokens: 15 };
const TOKENS = ["one ", "two ", "three"];
const TEXT = TOKENS.join("");
const BUDGET = { dailyBudgetUsd: 1, payloads: "on" } as const;

const openAiOf = ({ monitor }: WatchedCalls) =>
  new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch: monitor.fetch });
const claudeOf = ({ monitor }: WatchedCalls) =>
  new Anthropic({ apiKey: "sk-stub", baseURL: stub.anthropicBaseUrl, maxRetries: 0, fetch: monitor.fetch });
const geminiOf = ({ monitor }: WatchedCalls) =>
  new GoogleGenAI({
    apiKey: "AIza-stub",
    httpOptions: { baseUrl: stub.geminiBaseUrl, fetch: monitor.fetch },
  });

/** Records that say the same of a whole answer and of a stream. */
function expectRecords(watched: WatchedCalls, count: number, said: object): void {
  expect(watched.records).toHaveLength(count);
  for (const record of watched.records) {
    expect(record).toMatchObject({ status: "ok", usageSource: "reported", output: TEXT, ...said });
    expect(record).toMatchObject({ cost: { source: "priced" }, budget: { isBounded: true } });
  }
  expect(new Set(watched.records.map(({ cost }) => JSON.stringify(cost))).size).toBe(1);
  expect(watched.monitor.budgets().every(({ heldNanos }) => heldNanos === 0)).toBe(true);
}

test("openai: responses, whole and streamed", async () => {
  stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, model: "gpt-5.1-2025-11-13", chunkBytes: 7 }));
  const watched = watchCalls(BUDGET);
  const request = { model: "gpt-5.1", input: "Count.", instructions: "Be brief.", max_output_tokens: 64 };
  const client = openAiOf(watched);
  expect((await client.responses.create(request)).output_text).toBe(TEXT);
  const events = await collectStream(await client.responses.create({ ...request, stream: true }));
  expect(events.at(-1)).toMatchObject({ type: "response.completed" });
  const said = { name: "openai-responses", requestModel: "gpt-5.1", responseModel: "gpt-5.1-2025-11-13" };
  expectRecords(watched, 2, { ...said, provider: "openai", usage: USAGE });
});

test("openai: embeddings are priced and bounded, though nobody names a cap", async () => {
  stub.respondWith(() => ({ usage: { inputTokens: 9 } }));
  const watched = watchCalls(BUDGET);
  const input = ["some text", "more"];
  const answer = await openAiOf(watched).embeddings.create({ model: "text-embedding-3-small", input });
  expect(answer.data).toHaveLength(2);
  expect(watched.records).toMatchObject([
    {
      kind: "embedding",
      status: "ok",
      usage: { inputTokens: 9, outputTokens: 0 },
      cost: { source: "priced", totalNanos: 180 },
      budget: { isBounded: true, chargedNanos: 180 },
    },
  ]);
});

const CLAUDE_REQUEST = {
  model: "claude-sonnet-5",
  max_tokens: 64,
  messages: [{ role: "user" as const, content: "Count." }],
};

describe("anthropic", () => {
  const request = CLAUDE_REQUEST;
  const said = {
    name: "anthropic-messages",
    provider: "anthropic",
    requestModel: "claude-sonnet-5",
    serviceTier: "priority",
    usage: CACHED_USAGE,
  };

  test("whole, streamed and by the stream helper: one-hour cache writes, thinking, tier", async () => {
    const reply = { tokens: TOKENS, usage: CACHED_USAGE, serviceTier: "priority", startOutputTokens: 3 };
    stub.respondWith(() => ({ ...reply, chunkBytes: 11 }));
    const watched = watchCalls(BUDGET);
    const client = claudeOf(watched);
    await client.messages.create(request);
    await collectStream(await client.messages.create({ ...request, stream: true }));
    expect(await client.messages.stream(request).finalText()).toBe(TEXT);
    expectRecords(watched, 3, said);
  });

  test("ChatAnthropic: the guard's counts put right what its streams count too much", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, startOutputTokens: 3 }));
    const watched = watchCalls(BUDGET);
    const model = anthropicOf(stub, { clientOptions: { fetch: watched.monitor.fetch } });
    await model.invoke("Count.");
    await collectStream(await model.stream("Count."));
    expectRecords(watched, 2, { name: "anthropic-messages", usage: USAGE });
  });

  test("a denial comes as the client's own error, with the explanation, at the first attempt", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const denied = claudeOf(watched).messages.create(request, { maxRetries: 2 });
    await expect(denied).rejects.toThrow(Anthropic.APIError);
    await expect(denied).rejects.toMatchObject({
      status: 402,
      message: expect.stringContaining("exhausted"),
    });
    expect(stub.calls).toHaveLength(0);
    expect(watched.llm()).toMatchObject([{ status: "blocked" }]);
  });

  test("counting tokens is no model call", async () => {
    const watched = watchCalls(BUDGET);
    const { max_tokens: _, ...counted } = request;
    await claudeOf(watched)
      .messages.countTokens(counted)
      .catch(() => undefined);
    expect(watched.records).toHaveLength(0);
  });
});

describe("gemini", () => {
  const request = { model: "gemini-2.5-flash", contents: "Count.", config: { maxOutputTokens: 64 } };

  test("whole and streamed: thoughts are output, the cache is input", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, chunkBytes: 13 }));
    const watched = watchCalls(BUDGET);
    const { models } = geminiOf(watched);
    await models.generateContent(request);
    await collectStream(await models.generateContentStream(request));
    const said = { name: "gemini", provider: "gcp.gemini", requestModel: "gemini-2.5-flash" };
    expectRecords(watched, 2, { ...said, usage: USAGE });
  });

  test("embeddings", async () => {
    const watched = watchCalls(BUDGET);
    await geminiOf(watched).models.embedContent({ model: "gemini-embedding-001", contents: ["a", "b"] });
    expect(watched.records).toMatchObject([
      { kind: "embedding", name: "gemini-embeddings", status: "ok", requestModel: "gemini-embedding-001" },
    ]);
    expect(watched.records[0]).toMatchObject({ cost: { source: "priced" }, budget: { isBounded: true } });
  });

  test("a denial comes as the client's own error, with the explanation", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const denied = geminiOf(watched).models.generateContent(request);
    await expect(denied).rejects.toThrow(ApiError);
    await expect(denied).rejects.toMatchObject({
      status: 402,
      message: expect.stringContaining("exhausted"),
    });
    expect(stub.calls).toHaveLength(0);
  });
});

describe("the handler and the guard at once make one record and one charge", () => {
  const models: readonly [string, (watched: WatchedCalls) => BaseChatModel][] = [
    ["ChatAnthropic", ({ monitor }) => anthropicOf(stub, { clientOptions: { fetch: monitor.fetch } })],
    [
      "ChatOpenAI over Responses",
      ({ monitor }) =>
        new ChatOpenAI({
          model: "gpt-4o",
          apiKey: "sk-stub",
          maxRetries: 0,
          maxTokens: 64,
          useResponsesApi: true,
          configuration: { baseURL: stub.openAiBaseUrl, fetch: monitor.fetch },
        }),
    ],
  ];

  test.each(models)("%s", async (_, modelOf) => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, startOutputTokens: 3 }));
    const watched = watchCalls(BUDGET);
    const model = modelOf(watched);
    const config = { callbacks: [watched.monitor.handler] };
    await model.invoke("Count.", config);
    await collectStream(await model.stream("Count.", config));
    expect(watched.llm()).toHaveLength(2);
    expect(watched.llm()).toMatchObject([{ usage: USAGE }, { usage: USAGE }]);
    const costs = watched.llm().map(({ budget }) => budget?.chargedNanos);
    expect(costs[0]).toBe(costs[1]);
    expect(stub.calls).toHaveLength(2);
  });
});

/** A request without a client, for what no client sends. */
function post({ monitor }: WatchedCalls, path: string, body: object): Promise<Response> {
  return monitor.fetch(`${stub.url}${path}`, { method: "POST", body: JSON.stringify(body) });
}

test("gemini: a stream without `alt=sse` is one JSON array and counts the same", async () => {
  stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, chunkBytes: 13 }));
  const watched = watchCalls(BUDGET);
  const contents = [{ role: "user", parts: [{ text: "Count." }] }];
  const body = { contents, generationConfig: { maxOutputTokens: 64 } };
  const path = "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash";
  expect(await (await post(watched, `${path}:streamGenerateContent`, body)).json()).toHaveLength(4);
  expectRecords(watched, 1, { name: "gemini", requestModel: "gemini-2.5-flash", usage: USAGE });
});

test("ollama: streamed by default, and whole", async () => {
  stub.respondWith(() => ({ tokens: TOKENS, usage: { inputTokens: 26, outputTokens: 9 }, chunkBytes: 5 }));
  const watched = watchCalls(DOLLAR_A_CALL);
  const body = { model: "llama3.2", messages: [{ role: "user", content: "Count." }] };
  await (await post(watched, "/api/chat", body)).text();
  await (await post(watched, "/api/chat", { ...body, stream: false })).text();
  expect(watched.records).toHaveLength(2);
  for (const record of watched.records) {
    const usage = { inputTokens: 26, outputTokens: 9 };
    expect(record).toMatchObject({ name: "ollama", provider: "ollama", status: "ok", usage });
  }
});

describe("a stream that the provider breaks off is charged by what had come", () => {
  const cut = { tokens: ["some words ", "and more ", "never sent"], usage: USAGE, cutAfterTokens: 2 };
  const streams: readonly [string, (watched: WatchedCalls) => Promise<unknown>][] = [
    [
      "openai-responses",
      async (watched) =>
        collectStream(
          await openAiOf(watched).responses.create({ model: "gpt-5.1", input: "Count.", stream: true }),
        ),
    ],
    ["anthropic-messages", (watched) => claudeOf(watched).messages.stream(CLAUDE_REQUEST).finalText()],
    [
      "gemini",
      async (watched) =>
        collectStream(
          await geminiOf(watched).models.generateContentStream({ model: "gemini-2.5-flash", contents: "x" }),
        ),
    ],
  ];

  test.each(streams)("%s", async (name, callModel) => {
    stub.respondWith(() => cut);
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    await expect(callModel(watched)).rejects.toThrow();
    const record = watched.only();
    expect(record).toMatchObject({ name, status: "error", usageSource: "estimated" });
    expect(record.usage?.outputTokens).toBeGreaterThanOrEqual(4);
    expect(record.usage?.inputTokens).toBeGreaterThan(0);
    expect(record.budget?.chargedNanos).toBeGreaterThan(0);
    expect(watched.monitor.budgets().every(({ heldNanos }) => heldNanos === 0)).toBe(true);
  });
});
