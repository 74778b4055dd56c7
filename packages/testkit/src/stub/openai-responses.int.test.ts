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

function chat(): ChatOpenAI {
  const configuration = { baseURL: stub.openAiBaseUrl };
  return new ChatOpenAI({
    model: "gpt-5",
    apiKey: "sk-stub",
    maxRetries: 0,
    useResponsesApi: true,
    configuration,
  });
}

function client(): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0 });
}

const USAGE = {
  inputTokens: 100,
  outputTokens: 40,
  cacheReadTokens: 64,
  cacheWriteTokens: 16,
  reasoningTokens: 30,
};
const USAGE_AS_LANGCHAIN = {
  input_tokens: 100,
  output_tokens: 40,
  total_tokens: 140,
  input_token_details: { cache_read: 64, cache_creation: 16 },
  output_token_details: { reasoning: 30 },
};

test("invoke: LangChain reports text, model and every count as scripted", async () => {
  stub.respondWith(() => ({ text: "Hello you.", model: "gpt-5-2025-08-07", usage: USAGE }));
  const answer = await chat().invoke("Hi");
  expect(answer.text).toBe("Hello you.");
  expect(answer.response_metadata["model_name"]).toBe("gpt-5-2025-08-07");
  expect(answer.usage_metadata).toEqual(USAGE_AS_LANGCHAIN);
  await stub.waitForEnded(1);
  expect(stub.calls).toMatchObject([
    { path: "/v1/responses", model: "gpt-5", stream: false, usage: USAGE, completed: true },
  ]);
});

test("stream: the tokens as scripted, then the same usage and model", async () => {
  stub.respondWith(() => ({ tokens: ["Hel", "lo", " you"], model: "gpt-5-2025-08-07", usage: USAGE }));
  const chunks = await collectStream(await chat().stream("Hi"));
  expect(chunks.map(({ text }) => text).filter((text) => text !== "")).toEqual(["Hel", "lo", " you"]);
  expect(chunks.findLast(({ usage_metadata }) => usage_metadata !== undefined)?.usage_metadata).toEqual(
    USAGE_AS_LANGCHAIN,
  );
  expect(chunks[0]?.response_metadata["model_name"]).toBe("gpt-5-2025-08-07");
  await stub.waitForEnded(1);
  expect(stub.calls[0]).toMatchObject({ stream: true, completed: true, tokensSent: 3, usage: USAGE });
});

test("the raw stream is numbered without gaps and ends in the response that a whole answer would be", async () => {
  stub.respondWith(() => ({ text: "Hello you.", toolCalls: [{ name: "f", arguments: { a: 1 } }] }));
  const request = { model: "gpt-5", input: "Hi" };
  const events = await collectStream(await client().responses.create({ ...request, stream: true }));
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  const last = events.at(-1);
  if (last?.type !== "response.completed") throw new Error(`ends in ${last?.type}`);
  const whole = await client().responses.create(request);
  expect(last.response.output.map(({ type }) => type)).toEqual(["message", "function_call"]);
  expect(last.response.usage).toEqual(whole.usage);
});

test("an answer cut at the maximum is incomplete, whole and streamed", async () => {
  const request = { model: "gpt-5", input: "Hi", max_output_tokens: 1 };
  const whole = await client().responses.create(request);
  expect(whole).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
    usage: { output_tokens: 1 },
  });
  const events = await collectStream(await client().responses.create({ ...request, stream: true }));
  expect(events.at(-1)?.type).toBe("response.incomplete");
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
});
