import { OpenAIEmbeddings } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

function client(): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0 });
}

function dot(left: readonly number[] = [], right: readonly number[] = []): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

test("LangChain's embeddings: unit vectors, the same for the same text, nearer for related texts", async () => {
  const embeddings = new OpenAIEmbeddings({
    apiKey: "sk-stub",
    model: "text-embedding-3-small",
    dimensions: 64,
    configuration: { baseURL: stub.openAiBaseUrl },
  });
  const [refund, returns, physics] = await embeddings.embedDocuments([
    "How do I return an order and get a refund?",
    "Orders can be returned for a refund.",
    "量子纠缠是什么",
  ]);
  expect(refund).toHaveLength(64);
  expect(dot(refund, refund)).toBeCloseTo(1, 5);
  expect(await embeddings.embedQuery("量子纠缠是什么")).toEqual(physics);
  expect(dot(refund, returns)).toBeGreaterThan(dot(refund, physics));
});

test("base64 and plain numbers say the same; usage is exact and has no output", async () => {
  stub.respondWith(() => ({ usage: { inputTokens: 77 } }));
  const request = { model: "text-embedding-3-small", input: ["one two", "three"] };
  const packed = await client().embeddings.create(request);
  const plain = await client().embeddings.create({ ...request, encoding_format: "float" });
  expect(packed.data.map(({ embedding }) => [...embedding])).toEqual(
    plain.data.map(({ embedding }) => embedding),
  );
  expect(plain.usage).toEqual({ prompt_tokens: 77, total_tokens: 77 });
  await stub.waitForEnded(2);
  expect(stub.calls[0]?.usage).toEqual({ inputTokens: 77, outputTokens: 0 });
});

test("every form of input is counted", async () => {
  for (const input of ["one two", ["one", "two"], [1, 2], [[1], [2]]])
    await client().embeddings.create({ model: "text-embedding-3-small", input });
  await stub.waitForEnded(4);
  expect(stub.calls.map(({ usage }) => usage?.inputTokens)).toEqual([2, 2, 2, 2]);
});
