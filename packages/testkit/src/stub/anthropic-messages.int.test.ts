import Anthropic from "@anthropic-ai/sdk";
import { ChatAnthropic } from "@langchain/anthropic";
import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { collectStream } from "../collect-stream.ts";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

const MODEL = "claude-sonnet-4-5";

function chat(): ChatAnthropic {
  return new ChatAnthropic({
    model: MODEL,
    apiKey: "sk-stub",
    anthropicApiUrl: stub.anthropicBaseUrl,
    maxRetries: 0,
  });
}

function client(): Anthropic {
  return new Anthropic({ apiKey: "sk-stub", baseURL: stub.anthropicBaseUrl, maxRetries: 0 });
}

const REQUEST = { model: MODEL, max_tokens: 100, messages: [{ role: "user" as const, content: "Hi" }] };

/** 7 fresh + 3 read + 4 written, 1 of them for an hour. */
const USAGE = {
  inputTokens: 14,
  outputTokens: 5,
  cacheReadTokens: 3,
  cacheWriteTokens: 4,
  cacheWrite1hTokens: 1,
};

test("the raw wire, whole: input excludes the cache, writes are split by lifetime", async () => {
  stub.respondWith(() => ({ text: "Hello you.", usage: { ...USAGE, reasoningTokens: 2 } }));
  const message = await client().messages.create(REQUEST);
  expect(message).toMatchObject({ model: MODEL, role: "assistant", stop_reason: "end_turn" });
  expect(message.content).toEqual([{ type: "text", text: "Hello you." }]);
  expect(message.usage).toMatchObject({
    input_tokens: 7,
    cache_read_input_tokens: 3,
    cache_creation_input_tokens: 4,
    cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 },
    output_tokens: 5,
    output_tokens_details: { thinking_tokens: 2 },
  });
});

test("the raw wire, streamed: message_start has the input and little output, message_delta the cumulative output", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo", " you"], usage: USAGE }));
  const events = await collectStream(await client().messages.create({ ...REQUEST, stream: true }));
  // The client keeps pings to itself.
  expect(events.map(({ type }) => type)).toEqual([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const [start] = events;
  const delta = events.at(-2);
  if (start?.type !== "message_start" || delta?.type !== "message_delta") throw new Error("wrong order");
  expect(start.message.usage).toMatchObject({
    input_tokens: 7,
    cache_read_input_tokens: 3,
    cache_creation_input_tokens: 4,
    cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 },
    output_tokens: 1,
  });
  expect(start.message).toMatchObject({ content: [], stop_reason: null });
  expect(delta.usage).toMatchObject({ input_tokens: 7, output_tokens: 5 });
  expect(delta.delta.stop_reason).toBe("end_turn");
});

test("Anthropic's own accumulation of the stream gives the true counts", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE, startOutputTokens: 3 }));
  const message = await client().messages.stream(REQUEST).finalMessage();
  expect(message.usage).toMatchObject({ input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 5 });
  expect(message.content).toMatchObject([{ type: "text", text: "Hello" }]);
  await stub.waitForEnded(1);
  expect(stub.calls[0]).toMatchObject({ stream: true, completed: true, tokensSent: 2, usage: USAGE });
});

test("invoke: LangChain adds the cache to the input", async () => {
  stub.respondWith(() => ({ text: "Hello you.", usage: USAGE }));
  const answer = await chat().invoke("Hi");
  expect(answer.text).toBe("Hello you.");
  expect(answer.usage_metadata).toMatchObject({
    input_tokens: 14,
    output_tokens: 5,
    total_tokens: 19,
    input_token_details: { cache_read: 3, cache_creation: 4 },
  });
  expect(answer.response_metadata["model"]).toBe(MODEL);
});

test("stream: LangChain over-counts the output by message_start's; the last chunk alone is right", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE }));
  const chunks = await collectStream(await chat().stream("Hi"));
  const whole = chunks.reduce((left, right) => left.concat(right));
  expect(whole.text).toBe("Hello");
  expect(whole.usage_metadata).toMatchObject({
    input_tokens: 14,
    output_tokens: 6,
    input_token_details: { cache_read: 3, cache_creation: 4 },
  });
  const last = chunks.findLast(({ usage_metadata }) => usage_metadata !== undefined);
  expect(last?.usage_metadata).toMatchObject({ output_tokens: 5 });
});

const lookUp = tool(() => "found", {
  name: "look_up",
  description: "Looks a thing up.",
  schema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
});

test.each(["invoke", "stream"] as const)("text and tool calls arrive whole: %s", async (method) => {
  const toolCalls = [
    { name: "look_up", arguments: { query: 'a "quoted" thing, longer than one piece' } },
    { name: "look_up", arguments: { query: "二" } },
  ];
  stub.respondWith(() => ({ text: "One moment.", toolCalls }));
  const model = chat().bindTools([lookUp]);
  const input = [new HumanMessage("Look it up")];
  const answer =
    method === "invoke"
      ? await model.invoke(input)
      : (await collectStream(await model.stream(input))).reduce((left, right) => left.concat(right));
  expect(answer.text).toBe("One moment.");
  expect(answer.tool_calls?.map(({ name, args }) => ({ name, arguments: args }))).toEqual(toolCalls);
});

test("withheld usage is zeros, and the books say that none was reported", async () => {
  stub.respondWith(() => ({ omitUsage: true, usage: USAGE }));
  const message = await client().messages.create(REQUEST);
  expect(message.usage).toMatchObject({ input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 });
  await stub.waitForEnded(1);
  expect(stub.calls[0]?.usage).toBeUndefined();
  expect(stub.calls[0]?.plannedUsage).toEqual(USAGE);
});

test("more cache than input cannot be said in this protocol: a fault of the script, not retried", async () => {
  stub.respondWith(() => ({ usage: { inputTokens: 1, cacheReadTokens: 2 } }));
  const patient = new Anthropic({ apiKey: "sk-stub", baseURL: stub.anthropicBaseUrl, maxRetries: 3 });
  for (const stream of [false, true])
    await expect(patient.messages.create({ ...REQUEST, stream })).rejects.toThrow("more cache");
  expect(stub.calls).toHaveLength(2);
});
