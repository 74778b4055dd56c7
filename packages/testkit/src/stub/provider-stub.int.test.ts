import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { collectStream } from "../collect-stream.ts";
import { createFakeClock } from "../fake-clock.ts";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";
import { inOrder, type StubFailure, type StubReply } from "./stub-reply.ts";

let stub: ProviderStub;
const directories: string[] = [];
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});
afterAll(() => stub.close());

function openAi(of: ProviderStub = stub, maxRetries = 0): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: of.openAiBaseUrl, maxRetries });
}

function anthropic(maxRetries = 0): Anthropic {
  return new Anthropic({ apiKey: "sk-stub", baseURL: stub.anthropicBaseUrl, maxRetries });
}

const MESSAGES = [{ role: "user" as const, content: "Hi" }];
const CHAT = { model: "gpt-4o", messages: MESSAGES };
const CLAUDE = { model: "claude-sonnet-4-5", max_tokens: 100, messages: MESSAGES };
const FOUR_TOKENS = ["a", "b", "c", "d"];

test.each<[StubFailure, number, string | null, number, string]>([
  ["rate_limit", 429, "rate_limit_exceeded", 429, "rate_limit_error"],
  ["quota", 429, "insufficient_quota", 400, "invalid_request_error"],
  ["auth", 401, "invalid_api_key", 401, "authentication_error"],
  ["permission", 403, "model_not_allowed", 403, "permission_error"],
  ["not_found", 404, "model_not_found", 404, "not_found_error"],
  ["context_overflow", 400, "context_length_exceeded", 400, "invalid_request_error"],
  ["content_filter", 400, "content_filter", 400, "invalid_request_error"],
  ["invalid_request", 400, null, 400, "invalid_request_error"],
  ["server", 500, null, 500, "api_error"],
  ["overloaded", 503, null, 529, "overloaded_error"],
])(
  "failure %s has each vendor's status and words",
  async (failure, status, code, claudeStatus, claudeType) => {
    stub.respondWith(() => ({ failure }));
    await expect(openAi().chat.completions.create(CHAT)).rejects.toMatchObject({ status, code });
    await expect(openAi().responses.create({ model: "gpt-5", input: "Hi" })).rejects.toMatchObject({
      status,
    });
    const error = { type: "error", error: { type: claudeType } };
    await expect(anthropic().messages.create(CLAUDE)).rejects.toMatchObject({ status: claudeStatus, error });
    await stub.waitForEnded(3);
    expect(stub.calls.map(({ completed, usage }) => [completed, usage])).toEqual([
      [true, undefined],
      [true, undefined],
      [true, undefined],
    ]);
  },
);

test("status, body, message and Retry-After of an error can be scripted one by one", async () => {
  stub.respondWith(
    inOrder({ status: 418, errorMessage: "I'm a teapot" }, { status: 502, errorBody: { x: 1 } }),
  );
  await expect(openAi().chat.completions.create(CHAT)).rejects.toThrow("I'm a teapot");
  const request = { method: "POST", body: JSON.stringify(CHAT) };
  const response = await fetch(`${stub.openAiBaseUrl}/chat/completions`, request);
  expect([response.status, await response.json()]).toEqual([502, { x: 1 }]);
});

test("LangChain names the failures as it does the real ones", async () => {
  const configuration = { baseURL: stub.openAiBaseUrl };
  const chat = new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxRetries: 0, configuration });
  const errorOf = async (failure: StubFailure): Promise<unknown> => {
    stub.respondWith(() => ({ failure }));
    return chat.invoke("Hi").catch((error: unknown) => error);
  };
  expect(await errorOf("rate_limit")).toMatchObject({ lc_error_code: "MODEL_RATE_LIMIT", status: 429 });
  expect(await errorOf("auth")).toMatchObject({ lc_error_code: "MODEL_AUTHENTICATION", status: 401 });
  expect(await errorOf("not_found")).toMatchObject({ lc_error_code: "MODEL_NOT_FOUND", status: 404 });
  // @langchain/openai 1.6.0 gives this one a class of its own, and neither a code nor a status.
  expect(await errorOf("context_overflow")).toMatchObject({ name: "ContextOverflowError" });
});

test("429 with Retry-After, then success: both clients and LangChain retry, every try is in the books", async () => {
  const refusal: StubReply = { failure: "rate_limit", retryAfterSeconds: 0 };
  stub.respondWith(inOrder(refusal, { text: "done" }));
  expect((await openAi(stub, 1).chat.completions.create(CHAT)).choices[0]?.message.content).toBe("done");
  stub.respondWith(inOrder(refusal, { text: "done" }));
  expect((await anthropic(1).messages.create(CLAUDE)).content).toMatchObject([{ text: "done" }]);
  stub.respondWith(inOrder(refusal, { text: "done" }));
  const configuration = { baseURL: stub.openAiBaseUrl };
  const chat = new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxRetries: 1, configuration });
  expect((await chat.invoke("Hi")).text).toBe("done");
  await stub.waitForEnded(6);
  expect(stub.calls.map(({ status }) => status)).toEqual([429, 200, 429, 200, 429, 200]);
});

test.each([
  ["chat", () => openAi().chat.completions.create({ ...CHAT, stream: true })],
  ["responses", () => openAi().responses.create({ model: "gpt-5", input: "Hi", stream: true })],
  ["anthropic", () => anthropic().messages.create({ ...CLAUDE, stream: true })],
])("a stream cut after two tokens delivers exactly those and then breaks: %s", async (_, start) => {
  stub.respondWith(() => ({ tokens: FOUR_TOKENS, cutAfterTokens: 2 }));
  let received = "";
  const consume = async (): Promise<void> => {
    for await (const event of await start()) received += textOfEvent(event);
  };
  await expect(consume()).rejects.toThrow();
  expect(received).toBe("ab");
  await stub.waitForEnded(1);
  const [call] = stub.calls;
  expect(call).toMatchObject({ ending: "cut_by_stub", completed: false, tokensSent: 2, status: 200 });
  expect(call?.usage).toBeUndefined();
  expect(call?.plannedUsage?.outputTokens).toBe(4);
});

/** The text piece in any of the three protocols' events. */
function textOfEvent(event: object): string {
  const { choices, delta } = event as { choices?: { delta: { content?: string } }[]; delta?: unknown };
  if (choices !== undefined) return choices[0]?.delta.content ?? "";
  if (typeof delta === "string") return delta;
  return (delta as { text?: string } | undefined)?.text ?? "";
}

test("a stream can be cut before its first token, and after its last one before the usage", async () => {
  stub.respondWith(
    inOrder({ tokens: FOUR_TOKENS, cutAfterTokens: 0 }, { tokens: FOUR_TOKENS, cutAfterTokens: 4 }),
  );
  const stream_options = { include_usage: true };
  for (const _ of [1, 2])
    await expect(
      openAi()
        .chat.completions.create({ ...CHAT, stream: true, stream_options })
        .then(collectStream),
    ).rejects.toThrow();
  await stub.waitForEnded(2);
  expect(stub.calls.map(({ tokensSent, usage }) => [tokensSent, usage])).toEqual([
    [0, undefined],
    [4, undefined],
  ]);
});

test("LangChain's streams break with the connection", async () => {
  stub.respondWith(() => ({ tokens: FOUR_TOKENS, cutAfterTokens: 2 }));
  const configuration = { baseURL: stub.openAiBaseUrl };
  const chat = new ChatOpenAI({ model: "gpt-4o", apiKey: "sk-stub", maxRetries: 0, configuration });
  await expect(chat.stream("Hi").then(collectStream)).rejects.toThrow();
  const anthropicApiUrl = stub.anthropicBaseUrl;
  const claude = new ChatAnthropic({
    model: CLAUDE.model,
    apiKey: "sk-stub",
    maxRetries: 0,
    anthropicApiUrl,
  });
  await expect(claude.stream("Hi").then(collectStream)).rejects.toThrow();
});

test("a whole answer can be cut in the middle of its body", async () => {
  stub.respondWith(() => ({ cutAfterTokens: 1 }));
  await expect(openAi().chat.completions.create(CHAT)).rejects.toThrow();
  await stub.waitForEnded(1);
  expect(stub.calls[0]).toMatchObject({ ending: "cut_by_stub", status: 200, tokensSent: 0 });
});

test("a client that breaks off a stream, or a call that hangs, is recorded as such", async () => {
  stub.respondWith(inOrder({ tokens: FOUR_TOKENS, hangAfterTokens: 2 }, { hang: true }));
  const stream = await openAi().chat.completions.create({ ...CHAT, stream: true });
  let received = "";
  for await (const { choices } of stream) {
    received += choices[0]?.delta.content ?? "";
    if (received === "ab") break;
  }
  const caller = new AbortController();
  const pending = openAi().chat.completions.create(CHAT, { signal: caller.signal });
  const refused = expect(pending).rejects.toThrow("aborted");
  await stub.waitForArrived(2);
  expect(stub.calls[1]?.ending).toBe("open");
  caller.abort();
  await refused;
  await stub.waitForEnded(2);
  expect(stub.calls).toMatchObject([
    { ending: "broken_off_by_client", completed: false, tokensSent: 2, status: 200 },
    { ending: "broken_off_by_client", completed: false, tokensSent: 0 },
  ]);
  expect(stub.calls[1]?.status).toBeUndefined();
});

test("replies are paced by the clock: before the headers, the first token, and each further one", async () => {
  const clock = createFakeClock();
  const reply = { tokens: FOUR_TOKENS, delayMs: 1_000, firstTokenMs: 500, interTokenMs: 100 };
  const paced = await startProviderStub({ clock, respond: () => reply });
  const startedAt = clock.now();
  const reading = openAi(paced)
    .chat.completions.create({ ...CHAT, stream: true })
    .then(collectStream);
  await paced.waitForArrived(1);
  const seen: unknown[] = [];
  for (const stepMs of [999, 1, 499, 1, 99, 1, 100, 100]) {
    await clock.advance(stepMs);
    seen.push([paced.calls[0]?.status, paced.calls[0]?.tokensSent]);
  }
  expect(seen).toEqual([
    [undefined, 0],
    [200, 0],
    [200, 0],
    [200, 1],
    [200, 1],
    [200, 2],
    [200, 3],
    [200, 4],
  ]);
  await reading;
  expect(paced.calls[0]).toMatchObject({ at: startedAt, endedAt: startedAt + 1_800, completed: true });
  await paced.close();
});

test("a reply function may wait, and may fail: its error is a 500 that is not retried", async () => {
  stub.respondWith(async (request) => {
    if (request.id === 1) return { text: request.headers["x-user"]?.toString() ?? "" };
    throw new Error("no such user");
  });
  const headers = { "x-user": "user_1" };
  const answer = await openAi().chat.completions.create(CHAT, { headers });
  expect(answer.choices[0]?.message.content).toBe("user_1");
  await expect(openAi(stub, 3).chat.completions.create(CHAT)).rejects.toThrow("no such user");
  expect(stub.calls).toHaveLength(2);
});

test("other paths, methods and bodies are refused with a sentence that helps, and are not calls", async () => {
  const refusals = await Promise.all([
    fetch(`${stub.url}/v1/images`, { method: "POST", body: "{}" }),
    fetch(`${stub.openAiBaseUrl}/chat/completions`),
    fetch(`${stub.openAiBaseUrl}/chat/completions`, { method: "POST", body: "{" }),
  ]);
  expect(refusals.map(({ status }) => status)).toEqual([404, 404, 400]);
  expect(await refusals[0]?.text()).toContain("POST /v1/chat/completions");
  expect(stub.calls).toHaveLength(0);
});

test("the log gets one line per ended call, in any ending; memory keeps the newest calls", async () => {
  const directory = mkdtempSync(join(tmpdir(), "stub-"));
  directories.push(directory);
  const servedLog = join(directory, "served.jsonl");
  const replies = inOrder(
    { usage: { inputTokens: 5, outputTokens: 6 } },
    { failure: "server" },
    { cutAfterTokens: 0 },
  );
  const logged = await startProviderStub({ servedLog, maxCalls: 2, respond: replies });
  for (const _ of [1, 2, 3])
    await openAi(logged)
      .chat.completions.create(CHAT)
      .catch(() => undefined);
  await logged.waitForEnded(3);
  const lines = readFileSync(servedLog, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(lines).toMatchObject([
    { id: 1, status: 200, completed: true, usage: { inputTokens: 5, outputTokens: 6 }, body: CHAT },
    { id: 2, status: 500, completed: true },
    { id: 3, completed: false, ending: "cut_by_stub" },
  ]);
  expect(lines.some((line) => Object.hasOwn(line as object, "headers"))).toBe(false);
  expect(logged.calls.map(({ id }) => id)).toEqual([2, 3]);
  await logged.close();
});

test("reset forgets the calls, counts from 1 and restores the first reply function", async () => {
  const own = await startProviderStub({ respond: () => ({ text: "first" }) });
  own.respondWith(() => ({ text: "second" }));
  await openAi(own).chat.completions.create(CHAT);
  own.reset();
  expect(own.calls).toHaveLength(0);
  const answer = await openAi(own).chat.completions.create(CHAT);
  expect(answer.choices[0]?.message.content).toBe("first");
  expect(own.calls.map(({ id }) => id)).toEqual([1]);
  await own.close();
});

test("close lets hanging callers go and says who broke the call", async () => {
  const own = await startProviderStub({ respond: () => ({ hang: true }) });
  const pending = expect(openAi(own).chat.completions.create(CHAT)).rejects.toThrow();
  await own.waitForArrived(1);
  const [call] = own.calls;
  await own.close();
  await pending;
  expect(call?.ending).toBe("cut_by_stub");
});
