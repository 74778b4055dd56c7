import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { collectStream } from "../collect-stream.ts";
import { type ProviderStub, startProviderStub } from "./provider-stub.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub({ keepBytes: true });
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

const CHAT = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Hi" }] };

function openAi(): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0 });
}

async function streamedText(): Promise<string> {
  const chunks = await collectStream(await openAi().chat.completions.create({ ...CHAT, stream: true }));
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}

test.each([{ gzip: true }, { chunkBytes: 1 }, { gzip: true, chunkBytes: 7 }, { splitAt: [1, 70, 71] }])(
  "clients read an answer whole, streamed or not: %j",
  async (conditions) => {
    stub.respondWith(() => ({ tokens: ["什么", "是 ", "😀"], ...conditions }));
    expect(await streamedText()).toBe("什么是 😀");
    const answer = await openAi().chat.completions.create(CHAT);
    expect(answer.choices[0]?.message.content).toBe("什么是 😀");
    await stub.waitForEnded(2);
    expect(stub.calls.map(({ completed, tokensSent }) => [completed, tokensSent])).toEqual([
      [true, 3],
      [true, 0],
    ]);
  },
);

test("the bytes of both directions are kept as they were on the wire", async () => {
  stub.respondWith(() => ({ text: "hello", gzip: true, responseHeaders: { "x-own": "1" } }));
  const sent = { method: "POST", body: JSON.stringify(CHAT, null, 3) };
  const response = await fetch(`${stub.openAiBaseUrl}/chat/completions?try=1`, sent);
  const text = await response.text();
  const [call] = stub.calls;
  expect(call?.bytes?.request.toString()).toBe(sent.body);
  expect(gunzipSync(Buffer.concat(call?.bytes?.response ?? [])).toString()).toBe(text);
  expect(call?.responseHeaders).toMatchObject({ "x-own": "1", "content-encoding": "gzip" });
  expect(response.headers.get("x-own")).toBe("1");
  expect(call?.target).toBe("/v1/chat/completions?try=1");
});

test("each write reaches a reader as a piece of its own", async () => {
  stub.respondWith(() => ({ tokens: ["a", "b"], splitAt: [10, 20] }));
  const body = JSON.stringify({ ...CHAT, stream: true });
  const sizes = await new Promise<number[]>((resolve, reject) => {
    const seen: number[] = [];
    const outgoing = request(`${stub.openAiBaseUrl}/chat/completions`, { method: "POST" }, (response) => {
      response.on("data", (piece: Buffer) => seen.push(piece.length));
      response.on("end", () => resolve(seen));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  expect(sizes.slice(0, 2)).toEqual([10, 10]);
  expect(sizes).toEqual(stub.calls[0]?.bytes?.response.map(({ length }) => length));
});

test("a connection cut after so many bytes delivered exactly those, and usage only if they hold it", async () => {
  stub.respondWith(() => ({ tokens: ["a", "b"] }));
  const body = JSON.stringify({ ...CHAT, stream: true, stream_options: { include_usage: true } });
  const send = () => fetch(`${stub.openAiBaseUrl}/chat/completions`, { method: "POST", body });
  const whole = Buffer.from(await (await send()).arrayBuffer());
  const usageEnd = whole.length - "data: [DONE]\n\n".length;
  for (const cutAfterBytes of [100, usageEnd - 1, usageEnd + 1]) {
    stub.reset();
    stub.respondWith(() => ({ tokens: ["a", "b"], cutAfterBytes }));
    const response = await send();
    await expect(response.text()).rejects.toThrow();
    await stub.waitForEnded(1);
    expect(Buffer.concat(stub.calls[0]?.bytes?.response ?? []).equals(whole.subarray(0, cutAfterBytes))).toBe(
      true,
    );
    expect(stub.calls[0]?.ending).toBe("cut_by_stub");
    expect(stub.calls[0]?.usage !== undefined).toBe(cutAfterBytes > usageEnd);
  }
});

test("an error in the middle of a stream comes with status 200, as each provider words it", async () => {
  stub.respondWith(() => ({ tokens: ["a", "b", "c"], failAfterTokens: 2, failure: "overloaded" }));
  await expect(streamedText()).rejects.toThrow("currently overloaded");
  const events = openAi().responses.create({ model: "gpt-5", input: "Hi", stream: true });
  await expect(events.then(collectStream)).rejects.toThrow("currently overloaded");
  const claude = new Anthropic({ apiKey: "sk-stub", baseURL: stub.anthropicBaseUrl, maxRetries: 0 });
  const asked = { ...CHAT, max_tokens: 10, stream: true as const };
  await expect(claude.messages.create(asked).then(collectStream)).rejects.toThrow("overloaded_error");
  await stub.waitForEnded(3);
  expect(stub.calls.map(({ status, tokensSent, usage }) => [status, tokensSent, usage])).toEqual([
    [200, 2, undefined],
    [200, 2, undefined],
    [200, 2, undefined],
  ]);
});

test("what is billed never passes the caller's maximum", async () => {
  stub.respondWith(() => ({ text: "one two three four", usage: { reasoningTokens: 1 } }));
  const answer = await openAi().chat.completions.create({ ...CHAT, max_completion_tokens: 3 });
  expect(answer.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "one two" } });
  expect(answer.usage?.completion_tokens).toBe(3);
});
