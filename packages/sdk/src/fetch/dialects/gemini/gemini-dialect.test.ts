import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { describe, expect, test } from "vitest";
import { denial, readStream, targetOf } from "../dialect.samples.ts";
import { geminiDialect as dialect, geminiEmbeddingsDialect as embeddings } from "./gemini-dialect.ts";

const API = "https://generativelanguage.googleapis.com/v1beta/models/";
const VERTEX =
  "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/";
const TARGET = targetOf(`${API}gemini-2.5-flash:generateContent`);

const METADATA = {
  promptTokenCount: 20,
  cachedContentTokenCount: 8,
  candidatesTokenCount: 4,
  thoughtsTokenCount: 5,
  totalTokenCount: 29,
};
const USAGE = { inputTokens: 20, outputTokens: 9, cacheReadTokens: 8, reasoningTokens: 5 };
const chunk = (parts: readonly object[], more: object = {}, finishReason?: string) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...(finishReason && { finishReason }) }],
  modelVersion: "gemini-2.5-flash",
  ...more,
});
const CHUNKS = [
  chunk([{ text: "Hm. ", thought: true }], { usageMetadata: { promptTokenCount: 20, totalTokenCount: 20 } }),
  chunk([{ text: "Hello" }], {
    usageMetadata: { ...METADATA, candidatesTokenCount: 1, totalTokenCount: 26 },
  }),
  chunk([{ functionCall: { name: "weather", args: { city: "Rome" } } }], { usageMetadata: METADATA }, "STOP"),
];

test.each([
  [dialect, `${API}gemini-2.5-flash:generateContent`],
  [dialect, `${API}gemini-2.5-flash:streamGenerateContent?alt=sse`],
  [dialect, `${VERTEX}gemini-2.5-flash:streamGenerateContent`],
  [embeddings, `${API}gemini-embedding-001:embedContent`],
  [embeddings, `${API}gemini-embedding-001:batchEmbedContents`],
  [embeddings, `${VERTEX}text-embedding-005:predict`],
  [undefined, `${API}gemini-2.5-flash:countTokens`],
  [undefined, `${API}gemini-2.5-flash:batchGenerateContent`],
  [undefined, `${VERTEX}imagen-4.0:predict`],
])("%#: the dialect of %s", (expected, url) => {
  const found = [dialect, embeddings].find((candidate) => candidate.matches(targetOf(url)));
  expect(found?.name).toBe(expected?.name);
});

describe("requests", () => {
  test("the model is in the path, the cap in the configuration", () => {
    const body = {
      contents: [{ role: "user", parts: [{ text: "Hi" }] }],
      generationConfig: { maxOutputTokens: 50, candidateCount: 2 },
    };
    const request = dialect.readRequest(body, TARGET);
    expect(request).toMatchObject({ kind: "llm", model: "gemini-2.5-flash", isStream: false });
    expect(outputCap(request.request.invocationParams)).toEqual({ cap: 100, choices: 2 });
  });

  test("only server-sent events are a stream to read; without `alt=sse` it is one JSON array", () => {
    const streamOf = (query: string) =>
      dialect.readRequest({}, targetOf(`${API}x:streamGenerateContent${query}`)).isStream;
    expect([streamOf("?alt=sse"), streamOf(""), streamOf("?alt=json")]).toEqual([true, false, false]);
  });

  test.each([
    [{}, { generationConfig: { maxOutputTokens: 5 } }],
    [{ generationConfig: { topK: 1 } }, { generationConfig: { topK: 1, maxOutputTokens: 5 } }],
    [{ generation_config: { max_output_tokens: 9 } }, { generation_config: { max_output_tokens: 5 } }],
  ])("%j gets its cap", (body, capped) => {
    expect(dialect.withOutputCap?.(body, 5, TARGET)).toEqual(capped);
  });

  test.each([
    [{ cachedContent: "cachedContents/x" }, "cachedContent"],
    [{ tools: [{ googleSearch: {} }] }, "tool:googleSearch"],
    [{ tools: [{ googleMaps: {} }] }, "tool:googleMaps"],
    [
      { contents: [{ parts: [{ fileData: { fileUri: "u", mimeType: "application/pdf" } }] }] },
      "application/pdf",
    ],
    [{ contents: [{ parts: [{ inlineData: { mimeType: "video/mp4", data: "AA" } }] }] }, "video/mp4"],
    [
      {
        contents: [
          {
            parts: [
              { functionResponse: { name: "f", parts: [{ inlineData: { mimeType: "application/pdf" } }] } },
            ],
          },
        ],
      },
      "application/pdf",
    ],
  ])("%j has no bound", (body, name) => {
    const { request } = dialect.readRequest(body, TARGET);
    expect(messageBound(request)).toMatchObject({ isBounded: false, unbounded: [name] });
  });

  test.each([
    ["image/png", 4_128],
    ["audio/mp3", 25_000],
    ["text/csv", 100_000],
  ])("%s in the request has a bound", (mimeType, tokens) => {
    const sizeOf = (parts: object[]) =>
      messageBound(dialect.readRequest({ contents: [{ parts }] }, TARGET).request);
    const size = sizeOf([{ inlineData: { mimeType, data: "A".repeat(100_000) } }]);
    expect(size.isBounded).toBe(true);
    expect(size.tokens - sizeOf([]).tokens).toBeGreaterThanOrEqual(tokens);
    expect(size.tokens - sizeOf([]).tokens).toBeLessThan(tokens + 50);
  });

  test("Google's JSON takes one element for a list of one", () => {
    const { request } = dialect.readRequest({ contents: { parts: { text: "x".repeat(100) } } }, TARGET);
    expect(messageBound(request).tokens).toBeGreaterThan(100);
  });

  test("texts to embed, one and many, on both of Google's APIs", () => {
    const boundOf = (body: object, url: string) =>
      messageBound(embeddings.readRequest({ ...body }, targetOf(url)).request);
    const content = { parts: [{ text: "x".repeat(100) }] };
    const one = boundOf({ content }, `${API}e:embedContent`);
    const many = boundOf({ requests: [{ content }, { content }] }, `${API}e:batchEmbedContents`);
    const older = boundOf(
      { instances: [{ content: "x".repeat(100) }] },
      `${VERTEX}text-embedding-005:predict`,
    );
    expect([one.textLength, many.textLength, older.textLength]).toEqual([100, 200, 100]);
  });
});

describe("answers", () => {
  const text = 'Hm. Hello[{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}]';

  test("whole", () => {
    const parts = CHUNKS.flatMap(({ candidates }) => candidates[0]?.content.parts ?? []);
    const whole = chunk(parts, { usageMetadata: { ...METADATA, serviceTier: "PRIORITY" } }, "STOP");
    expect(dialect.readAnswer(whole)).toEqual({
      responseModel: "gemini-2.5-flash",
      usage: USAGE,
      serviceTier: "priority",
      text,
    });
  });

  test("a stream: each piece has the counts so far, the last counts", () => {
    const { texts, answer, isComplete } = readStream(dialect, CHUNKS);
    expect(texts).toEqual(["Hm. ", "Hello", 'weather{"city":"Rome"}']);
    expect(answer).toEqual({ responseModel: "gemini-2.5-flash", usage: USAGE, text });
    expect(isComplete).toBe(true);
    expect(readStream(dialect, CHUNKS.slice(0, 2)).isComplete).toBe(false);
  });

  test("the same stream as one JSON array", () => {
    expect(dialect.readAnswer(CHUNKS)).toEqual(readStream(dialect, CHUNKS).answer);
  });

  test("several candidates: complete when all of them are", () => {
    const candidate = (index: number, finishReason?: string) => ({
      candidates: [{ index, content: { parts: [{ text: "x" }] }, ...(finishReason && { finishReason }) }],
      usageMetadata: METADATA,
    });
    const first = [candidate(0), candidate(1), candidate(0, "STOP")];
    expect(readStream(dialect, first).isComplete).toBe(false);
    expect(readStream(dialect, [...first, candidate(1, "STOP")]).isComplete).toBe(true);
  });

  test("a prompt that was refused is billed and over", () => {
    const refused = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 6 } };
    const { answer, isComplete } = readStream(dialect, [refused]);
    expect(answer.usage).toEqual({ inputTokens: 6, outputTokens: 0 });
    expect(isComplete).toBe(true);
  });

  test("an error within a stream", () => {
    const error = { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" };
    expect(readStream(dialect, [{ error }])).toMatchObject({ isComplete: true, answer: { error } });
  });

  test.each([
    ["ON_DEMAND_FLEX", "flex"],
    ["PROVISIONED_THROUGHPUT", "reserved"],
    ["TRAFFIC_TYPE_UNSPECIFIED", undefined],
  ])("Vertex's traffic %s is the tier %s", (trafficType, tier) => {
    expect(dialect.readAnswer({ usageMetadata: { ...METADATA, trafficType } }).serviceTier).toBe(tier);
  });

  test("embeddings: usage where the API reports it", () => {
    const older = (count: number) => ({ embeddings: { values: [0.1], statistics: { token_count: count } } });
    const usageOf = (body: object) => embeddings.readAnswer(body).usage;
    expect(usageOf({ predictions: [older(3), older(4)] })).toEqual({ inputTokens: 7, outputTokens: 0 });
    expect(usageOf({ embedding: {}, usageMetadata: { promptTokenCount: 5 } })?.inputTokens).toBe(5);
    expect(usageOf({ embeddings: [{ values: [0.1] }] })).toBeUndefined();
  });
});

test("a denial is worded as Google words its errors", () => {
  expect(dialect.denialBody(denial())).toMatchObject({
    error: { code: 402, status: "RESOURCE_EXHAUSTED", message: expect.stringContaining("daily") },
  });
});
