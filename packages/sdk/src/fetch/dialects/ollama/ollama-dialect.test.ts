import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { expect, test } from "vitest";
import { denial, readStream, targetOf } from "../dialect.samples.ts";
import { ollamaDialect as dialect, ollamaEmbeddingsDialect as embeddings } from "./ollama-dialect.ts";

const CHAT = targetOf("http://localhost:11434/api/chat");
const GENERATE = targetOf("http://localhost:11434/api/generate");
const line = (message: object) => ({ model: "llama3.2", created_at: "x", message, done: false });
const LAST = { model: "llama3.2", done: true, done_reason: "stop", prompt_eval_count: 26, eval_count: 9 };

test.each([
  [dialect, "/api/chat"],
  [dialect, "/api/generate"],
  [embeddings, "/api/embed"],
  [embeddings, "/api/embeddings"],
  [undefined, "/api/tags"],
  [undefined, "/v1/chat/completions"],
])("%#: the dialect of %s", (expected, path) => {
  const target = targetOf(`http://localhost:11434${path}`);
  expect([dialect, embeddings].find((one) => one.matches(target))?.name).toBe(expected?.name);
});

test("streams unless told not to; the cap is num_predict", () => {
  const body = { model: "llama3.2", messages: [], options: { num_predict: 30, seed: 1 } };
  const request = dialect.readRequest(body, CHAT);
  expect(request).toMatchObject({ kind: "llm", model: "llama3.2", isStream: true });
  expect(outputCap(request.request.invocationParams).cap).toBe(30);
  expect(dialect.readRequest({ ...body, stream: false }, CHAT).isStream).toBe(false);
  expect(dialect.withOutputCap?.(body, 5, CHAT)).toMatchObject({ options: { num_predict: 5, seed: 1 } });
});

test("texts, images, tools and an older context are bounded", () => {
  const text = "x".repeat(100);
  const tokensOf = (body: object, target = CHAT) => {
    const size = messageBound(dialect.readRequest({ model: "gemini", ...body }, target).request);
    expect(size.isBounded).toBe(true);
    return size.tokens;
  };
  const message = { role: "user", content: text, images: ["A".repeat(9_000)] };
  expect(tokensOf({ messages: [message] })).toBeGreaterThan(4_128 + 100);
  expect(tokensOf({ messages: [message] })).toBeLessThan(4_128 + 200);
  const call = { function: { name: "f", arguments: { text } } };
  expect(tokensOf({ messages: [{ role: "assistant", content: "", tool_calls: [call] }] })).toBeGreaterThan(
    100,
  );
  const body = { prompt: text, suffix: text, system: text, template: text, context: Array(100).fill(1) };
  expect(tokensOf(body, GENERATE)).toBeGreaterThan(500);
  expect(tokensOf({ messages: [], format: { text } })).toBeGreaterThan(100);
});

test("a stream of lines; the counts are in the last", () => {
  const { texts, answer, isComplete } = readStream(dialect, [
    line({ role: "assistant", content: "", thinking: "Hm. " }),
    line({ role: "assistant", content: "Hello" }),
    line({ role: "assistant", content: "", tool_calls: [{ function: { name: "f", arguments: { a: 1 } } }] }),
    { ...LAST, message: { role: "assistant", content: "" } },
  ]);
  expect(texts).toEqual(["Hm. ", "Hello", 'f{"a":1}', ""]);
  expect(answer).toEqual({
    responseModel: "llama3.2",
    usage: { inputTokens: 26, outputTokens: 9 },
    text: 'Hm. Hello[{"name":"f","arguments":"{\\"a\\":1}"}]',
  });
  expect(isComplete).toBe(true);
});

test("whole answers of both kinds, and embeddings", () => {
  expect(dialect.readAnswer({ ...LAST, response: "Hi" })).toMatchObject({
    text: "Hi",
    usage: { inputTokens: 26 },
  });
  const { kind, request } = embeddings.readRequest({ model: "e", input: ["abc", "de"] }, CHAT);
  expect([kind, messageBound(request).textLength]).toEqual(["embedding", 5]);
  expect(embeddings.readAnswer({ model: "e", embeddings: [[0.1]], prompt_eval_count: 4 }).usage).toEqual({
    inputTokens: 4,
    outputTokens: 0,
  });
});

test("an error within the stream; a denial has the same shape", () => {
  expect(readStream(dialect, [{ error: "model not found" }])).toMatchObject({
    isComplete: true,
    answer: { error: "model not found" },
  });
  const error = denial();
  expect(dialect.denialBody(error)).toEqual({ error: error.message });
});
