import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOpenAI } from "@ai-sdk/openai";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubReply } from "@breakwater/testkit/stub/stub-reply";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { APICallError, embed, generateText, RetryError, streamText } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DOLLAR_A_CALL, type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";
import { chatRequest } from "./testing/scripted-fetch.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

const USAGE = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 64 };
const TOKENS = ["one ", "two ", "three ", "héllo 世界 👩‍👩‍👧"];
const EMPTY = { ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 };

describe("the AI SDK", () => {
  const provider = ({ monitor }: WatchedCalls) =>
    createOpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, fetch: monitor.fetch });

  test("whole, streamed and embedded", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const openai = provider(watched);
    const model = openai.chat("gpt-4o");
    expect((await generateText({ model, prompt: "Count." })).text).toBe(TOKENS.join(""));
    const streamed = streamText({ model, prompt: "Count." });
    expect(await streamed.text).toBe(TOKENS.join(""));
    expect(await streamed.usage).toMatchObject({ inputTokens: 100, outputTokens: 40 });
    await embed({ model: openai.embedding("text-embedding-3-small"), value: "text" });
    expect(watched.llm()).toMatchObject([{ usage: USAGE }, { usage: USAGE }]);
    expect(watched.records.filter(({ kind }) => kind === "embedding")).toMatchObject([
      { requestModel: "text-embedding-3-small", usage: { inputTokens: 100, outputTokens: 0 } },
    ]);
  });

  test("a denial is its own error, with the explanation, and is not tried again", async () => {
    const watched = watchCalls(EMPTY);
    const model = provider(watched).chat("gpt-4o");
    const call = generateText({ model, prompt: "Count.", maxRetries: 2 });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(RetryError.isInstance(error)).toBe(false);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 402, message: expect.stringContaining("limit $0.50") });
    expect(watched.only().status).toBe("blocked");
    expect(stub.calls).toHaveLength(0);
  });
});

describe("LangChain without callbacks", () => {
  test("streamEvents without a version, and calls without our config, are watched and stopped", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE }));
    const watched = watchCalls();
    const { fetch } = watched.monitor;
    const configuration = { baseURL: stub.openAiBaseUrl, fetch };
    const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "test", maxRetries: 0, configuration });
    await collectStream(model.streamEvents("hi"));
    await model.invoke("hi");
    expect(watched.llm()).toMatchObject([{ usage: USAGE }, { usage: USAGE }]);
  });

  test("embeddings are watched, and stopped after one attempt", async () => {
    const embeddings = ({ monitor: { fetch } }: WatchedCalls) =>
      new OpenAIEmbeddings({ apiKey: "test", configuration: { baseURL: stub.openAiBaseUrl, fetch } });
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    await embeddings(watched).embedDocuments(["one", "two"]);
    expect(watched.records).toMatchObject([{ kind: "embedding", status: "ok", usageSource: "reported" }]);
    const empty = watchCalls(EMPTY);
    await expect(embeddings(empty).embedQuery("three")).rejects.toMatchObject({ status: 402 });
    expect(empty.records).toMatchObject([{ kind: "embedding", status: "blocked" }]);
    expect(stub.calls).toHaveLength(1);
  });
});

describe("byte for byte what an unguarded call gets", () => {
  /** What the stub writes anew into each answer. */
  const STAMPS = /"created":\d+|chatcmpl-\w+/g;
  const ask = (fetch: typeof globalThis.fetch, fields: object) =>
    fetch(`${stub.openAiBaseUrl}/chat/completions`, chatRequest(fields));

  async function seen(response: Response) {
    const { status, statusText, url, redirected, type, headers } = response;
    const plainHeaders = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
    const text = await response.text();
    return {
      status,
      statusText,
      url,
      redirected,
      type,
      plainHeaders,
      text: text.replace(STAMPS, ""),
    };
  }

  const ASKED = { stream_options: { include_usage: true } };
  test.each<[string, StubReply, object]>([
    ["JSON", {}, { stream: false }],
    ["JSON, compressed", { gzip: true }, { stream: false }],
    ["a stream", { chunkBytes: 5 }, ASKED],
    ["a stream that was not asked for its usage", {}, {}],
    ["the same in splinters", { chunkBytes: 3 }, {}],
    ["the same, compressed", { gzip: true }, {}],
    ["an error", { failure: "rate_limit", retryAfterSeconds: 3 }, {}],
    ["an error of no known shape", { status: 503, errorBody: { odd: [1] } }, {}],
    ["an error inside the stream", { failure: "overloaded", failAfterTokens: 1 }, ASKED],
  ])("%s", async (_, reply, fields) => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, ...reply }));
    const plain = await seen(await ask(globalThis.fetch, fields));
    const { monitor, only } = watchCalls();
    expect(await seen(await ask(monitor.fetch, fields))).toEqual(plain);
    expect(only()).toBeDefined();
  });
});

test("the line is on file before the caller sees the last word", async () => {
  const logFile = join(mkdtempSync(join(tmpdir(), "breakwater-guard-")), "calls.jsonl");
  const { monitor } = watchCalls({ logFile, dailyBudgetUsd: 1 });
  const lines = () => readFileSync(logFile, "utf8").trim().split("\n");
  stub.respondWith(({ id }) => {
    // Before the request has been answered, the line that holds its budget is there.
    expect(lines()).toHaveLength(2 * id - 1);
    return { tokens: TOKENS, usage: USAGE };
  });
  const url = `${stub.openAiBaseUrl}/chat/completions`;
  const decoder = new TextDecoder();
  for await (const chunk of (await monitor.fetch(url, chatRequest())).body ?? [])
    if (decoder.decode(chunk).includes("[DONE]")) expect(lines()).toHaveLength(2);
  await (await monitor.fetch(url, chatRequest({ stream: false }))).json();
  expect(lines()).toHaveLength(4);
  await monitor.close();
});
