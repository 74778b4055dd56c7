import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubFailure } from "@breakwater/testkit/stub/stub-reply";
import { ApiError, GoogleGenAI } from "@google/genai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

const MODEL = "gemini-2.5-flash";
const REQUEST = { model: MODEL, contents: "Hi" };

function client(): GoogleGenAI {
  return new GoogleGenAI({ apiKey: "AIza-stub", httpOptions: { baseUrl: stub.geminiBaseUrl } });
}

const USAGE = { inputTokens: 14, outputTokens: 7, cacheReadTokens: 4, reasoningTokens: 2 };
/** candidates exclude thoughts; the prompt includes the cache. */
const COUNTS = {
  promptTokenCount: 14,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 2,
  totalTokenCount: 21,
};

test("Google's client gets a whole answer with Google's counts", async () => {
  stub.respondWith(() => ({ text: "Hello you.", usage: USAGE }));
  const answer = await client().models.generateContent(REQUEST);
  expect(answer.text).toBe("Hello you.");
  expect(answer.usageMetadata).toMatchObject(COUNTS);
  expect(answer).toMatchObject({ modelVersion: MODEL, candidates: [{ finishReason: "STOP" }] });
  expect(stub.calls[0]).toMatchObject({
    model: MODEL,
    stream: false,
    path: expect.stringMatching(/^\/v1\w*\/models\/gemini-2\.5-flash:generateContent$/),
    headers: { "x-goog-api-key": "AIza-stub" },
  });
});

test("Google's client reads a stream: every chunk has counts, the last one all of them", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE, chunkBytes: 5 }));
  const chunks = await collectStream(await client().models.generateContentStream(REQUEST));
  expect(chunks.map(({ text }) => text ?? "").join("")).toBe("Hello");
  expect(chunks.map(({ usageMetadata }) => usageMetadata?.candidatesTokenCount)).toEqual([
    undefined,
    undefined,
    5,
  ]);
  expect(chunks.at(-1)?.usageMetadata).toMatchObject(COUNTS);
  await stub.waitForEnded(1);
  expect(stub.calls[0]).toMatchObject({ stream: true, completed: true, usage: USAGE });
});

test("without alt=sse a stream is one JSON array", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE }));
  const url = `${stub.geminiBaseUrl}/v1beta/models/${MODEL}:streamGenerateContent?key=AIza-stub`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ contents: [] }) });
  expect(response.headers.get("content-type")).toContain("application/json");
  const chunks: unknown = await response.json();
  expect(chunks).toHaveLength(3);
  expect(chunks).toMatchObject([{}, {}, { usageMetadata: COUNTS }]);
});

test("tools, the system instruction, and the cap come through; an answer is cut at the cap", async () => {
  stub.respondWith(({ tools, texts, hasToolResult }) =>
    hasToolResult
      ? { text: "one two three" }
      : { toolCalls: [{ name: tools[0]?.name ?? "", arguments: { query: texts[0] ?? "" } }] },
  );
  const config = {
    systemInstruction: "Be brief",
    maxOutputTokens: 2,
    tools: [{ functionDeclarations: [{ name: "look_up" }] }],
  };
  const asked = await client().models.generateContent({ ...REQUEST, config });
  expect(asked.functionCalls).toMatchObject([{ name: "look_up", args: { query: "Be brief" } }]);
  const contents = [
    { role: "user", parts: [{ text: "Hi" }] },
    { role: "user", parts: [{ functionResponse: { name: "look_up", response: { output: "x" } } }] },
  ];
  const answer = await client().models.generateContent({ model: MODEL, contents, config });
  expect(answer).toMatchObject({ text: "one two", candidates: [{ finishReason: "MAX_TOKENS" }] });
  expect(answer.usageMetadata?.candidatesTokenCount).toBe(2);
});

test("embeddings, one and many", async () => {
  stub.respondWith(() => ({ usage: { inputTokens: 6 } }));
  const model = "gemini-embedding-001";
  const config = { outputDimensionality: 8 };
  const many = await client().models.embedContent({ model, contents: ["a b", "c"], config });
  expect(many.embeddings?.map(({ values }) => values?.length)).toEqual([8, 8]);
  expect(stub.calls[0]).toMatchObject({ model, usage: { inputTokens: 6, outputTokens: 0 } });
  const url = `${stub.geminiBaseUrl}/v1beta/models/${model}:embedContent`;
  const body = JSON.stringify({ content: { parts: [{ text: "a" }] } });
  const one: unknown = await (await fetch(url, { method: "POST", body })).json();
  expect(one).toMatchObject({
    embedding: { values: expect.any(Array) },
    usageMetadata: { promptTokenCount: 6 },
  });
});

test.each<[StubFailure, number, string]>([
  ["rate_limit", 429, "RESOURCE_EXHAUSTED"],
  ["auth", 400, "INVALID_ARGUMENT"],
  ["permission", 403, "PERMISSION_DENIED"],
  ["not_found", 404, "NOT_FOUND"],
  ["server", 500, "INTERNAL"],
  ["overloaded", 503, "UNAVAILABLE"],
])("failure %s has Google's status and words", async (failure, status, word) => {
  stub.respondWith(() => ({ failure }));
  const error = await client()
    .models.generateContent(REQUEST)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status, message: expect.stringContaining(word) });
});

test("a stream may fail half-way: Google's client throws", async () => {
  stub.respondWith(() => ({ tokens: ["a", "b"], failAfterTokens: 1, failure: "overloaded" }));
  const stream = await client().models.generateContentStream(REQUEST);
  await expect(collectStream(stream)).rejects.toThrow("overloaded");
});
