import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { collectStream } from "../collect-stream.ts";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

function chat(fields: ConstructorParameters<typeof ChatOpenAI>[0] = {}): ChatOpenAI {
  const configuration = { baseURL: stub.openAiBaseUrl };
  return new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxRetries: 0, configuration, ...fields });
}

function client(): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0 });
}

const QUESTION = [{ role: "user" as const, content: "What is it?" }];

const FULL_USAGE = {
  inputTokens: 100,
  outputTokens: 40,
  cacheReadTokens: 64,
  cacheWriteTokens: 16,
  reasoningTokens: 30,
  inputAudioTokens: 5,
  outputAudioTokens: 2,
};
const FULL_USAGE_AS_LANGCHAIN = {
  input_tokens: 100,
  output_tokens: 40,
  total_tokens: 140,
  input_token_details: { cache_read: 64, cache_creation: 16, audio: 5 },
  output_token_details: { reasoning: 30, audio: 2 },
};

test("invoke: LangChain reports text, model and every count as scripted", async () => {
  stub.respondWith(() => ({ text: "Hello you.", model: "gpt-4o-2024-08-06", usage: FULL_USAGE }));
  const answer = await chat().invoke("Hi");
  expect(answer.text).toBe("Hello you.");
  expect(answer.response_metadata["model_name"]).toBe("gpt-4o-2024-08-06");
  expect(answer.usage_metadata).toEqual(FULL_USAGE_AS_LANGCHAIN);
  await stub.waitForEnded(1);
  expect(stub.calls).toMatchObject([
    { id: 1, path: "/v1/chat/completions", model: "gpt-4o", stream: false, status: 200, usage: FULL_USAGE },
  ]);
  expect(stub.calls[0]).toMatchObject({ ending: "complete", completed: true, plannedUsage: FULL_USAGE });
});

test("stream: the tokens as scripted, then the same usage", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo", " you"], usage: FULL_USAGE }));
  const pieces: string[] = [];
  let usage: unknown;
  for await (const chunk of await chat().stream("Hi")) {
    if (chunk.text !== "") pieces.push(chunk.text);
    if (chunk.usage_metadata !== undefined) usage = chunk.usage_metadata;
  }
  expect(pieces).toEqual(["Hel", "lo", " you"]);
  expect(usage).toEqual(FULL_USAGE_AS_LANGCHAIN);
  await stub.waitForEnded(1);
  expect(stub.calls[0]).toMatchObject({ stream: true, completed: true, tokensSent: 3, usage: FULL_USAGE });
});

test("the raw stream carries usage only when asked: null until the last chunk, which has no choices", async () => {
  const create = (stream_options?: { include_usage: boolean }) =>
    client().chat.completions.create({
      model: "gpt-4o",
      messages: QUESTION,
      stream: true,
      ...(stream_options === undefined ? {} : { stream_options }),
    });
  const asked = await collectStream(await create({ include_usage: true }));
  expect(asked.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 6 } });
  expect(asked.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  expect(asked.at(-2)?.choices[0]).toMatchObject({ finish_reason: "stop", delta: {} });
  const unasked = await collectStream(await create());
  expect(unasked.some((chunk) => "usage" in chunk)).toBe(false);
  await stub.waitForEnded(2);
  expect(stub.calls.map(({ usage }) => usage?.inputTokens)).toEqual([9, undefined]);
  expect(stub.calls[1]?.plannedUsage).toEqual({ inputTokens: 9, outputTokens: 6 });
});

test("usage can be withheld where the client asked for it", async () => {
  stub.respondWith(() => ({ omitUsage: true }));
  const chunks = await collectStream(await chat().stream("Hi"));
  expect(chunks.some(({ usage_metadata }) => usage_metadata !== undefined)).toBe(false);
  const whole = await client().chat.completions.create({ model: "gpt-4o", messages: QUESTION });
  expect(whole.usage).toBeUndefined();
});

test("derived usage repeats, and the answer is cut at the caller's maximum", async () => {
  const ask = (max_tokens: number) =>
    client().chat.completions.create({ model: "gpt-4o", messages: QUESTION, max_tokens });
  const [first, again, short] = [await ask(100), await ask(100), await ask(2)];
  expect(first.usage).toEqual(again.usage);
  expect(first.choices[0]).toMatchObject({
    finish_reason: "stop",
    message: { content: "An answer to: What is it?" },
  });
  expect(short.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "An answer" } });
  expect(short.usage?.completion_tokens).toBe(2);
});

test("n > 1: all choices, whole and streamed; input is counted once", async () => {
  stub.respondWith(() => ({ tokens: ["a", "b"] }));
  const request = { model: "gpt-4o", messages: QUESTION, n: 3 };
  const whole = await client().chat.completions.create(request);
  expect(whole.choices.map(({ index, message }) => [index, message.content])).toEqual([
    [0, "ab"],
    [1, "ab"],
    [2, "ab"],
  ]);
  expect(whole.usage).toMatchObject({ prompt_tokens: 9, completion_tokens: 6 });
  const texts = ["", "", ""];
  for await (const { choices } of await client().chat.completions.create({ ...request, stream: true })) {
    for (const { index, delta } of choices) texts[index] += delta.content ?? "";
  }
  expect(texts).toEqual(["ab", "ab", "ab"]);
});

const lookUp = tool(() => "found", {
  name: "look_up",
  description: "Looks a thing up.",
  schema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
});

test.each(["invoke", "stream"] as const)("tool calls arrive whole: %s", async (method) => {
  const toolCalls = [
    { name: "look_up", arguments: { query: 'a "quoted" thing, longer than one piece' } },
    { name: "look_up", arguments: { query: "二" } },
  ];
  stub.respondWith(() => ({ toolCalls }));
  const model = chat().bindTools([lookUp]);
  const input = [new HumanMessage("Look it up")];
  const answer =
    method === "invoke"
      ? await model.invoke(input)
      : (await collectStream(await model.stream(input))).reduce((left, right) => left.concat(right));
  expect(answer.tool_calls?.map(({ name, args }) => ({ name, arguments: args }))).toEqual(toolCalls);
  expect(new Set(answer.tool_calls?.map(({ id }) => id)).size).toBe(2);
  expect(answer.response_metadata["finish_reason"]).toBe("tool_calls");
});

test("the service tier is answered when scripted", async () => {
  stub.respondWith(() => ({ serviceTier: "flex" }));
  const whole = await client().chat.completions.create({ model: "gpt-4o", messages: QUESTION });
  expect(whole.service_tier).toBe("flex");
});
