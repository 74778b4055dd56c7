import { outputCap } from "@breakwater/core/usage/max-output";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { expect, test } from "vitest";
import { readStream, targetOf } from "../dialect.samples.ts";
import { openAiCompletionsDialect as dialect } from "./openai-completions-dialect.ts";

const TARGET = targetOf("http://localhost:8000/v1/completions");

test.each([
  ["http://localhost:8000/v1/completions", true],
  ["https://api.mistral.ai/v1/fim/completions", true],
  ["https://api.openai.com/v1/chat/completions", false],
])("%s: %s", (url, isOurs) => {
  expect(dialect.matches(targetOf(url))).toBe(isOurs);
});

test.each([
  [{ prompt: "a", max_tokens: 10 }, 10],
  [{ prompt: ["a", "b", "c"], max_tokens: 10 }, 30],
  [{ prompt: [1, 2, 3], max_tokens: 10 }, 10],
  [{ prompt: [[1, 2], [3]], max_tokens: 10, n: 2 }, 40],
  [{ prompt: "a", max_tokens: 10, n: 2, best_of: 4 }, 40],
])("%j may answer %i tokens: each prompt is answered by itself", (body, cap) => {
  expect(outputCap(dialect.readRequest(body, TARGET).request.invocationParams).cap).toBe(cap);
});

test("prompt and suffix are the input", () => {
  const { request } = dialect.readRequest({ prompt: "x".repeat(50), suffix: "y".repeat(50) }, TARGET);
  expect(messageBound(request)).toMatchObject({ isBounded: true, textLength: 100 });
});

test("a stream, its usage in the chunk that was asked for", () => {
  const chunk = (text: string) => ({ model: "m-1", choices: [{ index: 0, text }] });
  const usage = { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 };
  const { texts, answer, isComplete } = readStream(dialect, [
    chunk("Hel"),
    chunk("lo"),
    { choices: [], usage },
    "[DONE]",
  ]);
  expect(texts).toEqual(["Hel", "lo", undefined, undefined]);
  expect(answer).toEqual({ responseModel: "m-1", text: "Hello", usage: { inputTokens: 4, outputTokens: 2 } });
  expect(isComplete).toBe(true);
  expect(dialect.isUsageOnly?.({ data: JSON.stringify({ choices: [], usage }) })).toBe(true);
});

test("a whole answer, and Mistral's fill-in-the-middle that answers as a chat", () => {
  const usage = { prompt_tokens: 4, completion_tokens: 2 };
  expect(dialect.readAnswer({ choices: [{ text: "a" }, { text: "b" }], usage })).toMatchObject({
    text: "ab",
  });
  expect(dialect.readAnswer({ choices: [{ message: { content: "a" } }], usage })).toMatchObject({
    text: "a",
  });
});

test("asks streams for usage where the host takes it", () => {
  const asking = (url: string, body: object) => dialect.askingForUsage?.({ ...body }, targetOf(url));
  const stream = { stream: true };
  expect(asking("http://localhost:8000/v1/completions", stream)).toEqual({
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(asking("http://localhost:8000/v1/completions", {})).toBeUndefined();
  expect(asking("https://api.mistral.ai/v1/fim/completions", stream)).toBeUndefined();
});
