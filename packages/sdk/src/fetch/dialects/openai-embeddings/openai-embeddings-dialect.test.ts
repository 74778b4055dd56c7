import { messageBound } from "@breakwater/core/usage/message-bound";
import { expect, test } from "vitest";
import { targetOf } from "../dialect.samples.ts";
import { openAiEmbeddingsDialect as dialect } from "./openai-embeddings-dialect.ts";
import { withoutVectors } from "./without-vectors.ts";

const TARGET = targetOf("https://api.openai.com/v1/embeddings");

test.each([
  ["https://api.openai.com/v1/embeddings", true],
  ["https://x.openai.azure.com/openai/deployments/emb/embeddings?api-version=1", true],
  ["https://api.voyageai.com/v1/embeddings", true],
  ["http://localhost:11434/api/embeddings", false],
])("%s: %s", (url, isOurs) => {
  expect(dialect.matches(targetOf(url))).toBe(isOurs);
});

test.each([
  ["Hello", 5],
  [["Hello", "you"], 8],
  [[1, 2, 3], 3],
  [[[1, 2, 3], [4]], 4],
])("the input %j counts %i tokens at most", (input, tokens) => {
  const { request, kind, payload } = dialect.readRequest({ model: "text-embedding-3-small", input }, TARGET);
  expect(kind).toBe("embedding");
  expect(messageBound(request).tokens - messageBound({}).tokens).toBe(tokens);
  expect(payload()).toBe(input);
});

test("Azure's deployment stands for a model that the body does not name", () => {
  const deployment = targetOf("https://x.openai.azure.com/openai/deployments/my%20emb/embeddings");
  expect(dialect.readRequest({ input: "x" }, deployment).model).toBe("my emb");
});

test.each([
  ["OpenAI", { prompt_tokens: 8, total_tokens: 8 }],
  ["Mistral", { prompt_tokens: 8, total_tokens: 8, completion_tokens: 0 }],
  ["Voyage", { total_tokens: 8 }],
])("%s' usage", (_, usage) => {
  const body = { object: "list", data: [{ embedding: "AAAA" }], model: "text-embedding-3-small", usage };
  expect(dialect.readAnswer(body)).toEqual({
    usage: { inputTokens: 8, outputTokens: 0 },
    responseModel: "text-embedding-3-small",
    text: "",
  });
});

test("an answer without usage tells none", () => {
  expect(dialect.readAnswer({ data: [] })).toEqual({ text: "" });
});

test("the vectors are skipped, and nothing else", () => {
  const facts = { model: "text-embedding-3-small", usage: { prompt_tokens: 8, total_tokens: 8 } };
  const data = [{ object: "embedding", index: 0, embedding: Array(1_536).fill(0.123) }];
  const text = JSON.stringify({ object: "list", data, ...facts }, null, 2);
  expect(withoutVectors(text).length).toBeLessThan(200);
  expect(dialect.readAnswer(JSON.parse(withoutVectors(text)))).toEqual(dialect.readAnswer(JSON.parse(text)));
});

test.each([
  ["usage before the vectors", { usage: { prompt_tokens: 8 }, data: [{ embedding: "AA" }] }],
  ["a bracket in the model's name", { data: [], model: "x]", usage: { prompt_tokens: 8 } }],
  ["an error", { error: { message: "no" } }],
])("an answer is read whole where it is written otherwise: %s", (_, body) => {
  const text = JSON.stringify(body);
  expect(withoutVectors(text)).toBe(text);
});
