import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import OpenAI, { APIError, RateLimitError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFetchGuard } from "../entry/fetch.ts";
import { DOLLAR_A_CALL, type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

const QUESTION = { model: "gpt-4o", max_tokens: 64, messages: [{ role: "user" as const, content: "Hi" }] };
const STREAMED = { ...QUESTION, stream: true as const };
const USAGE = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 64, reasoningTokens: 30 };
const TOKENS = ["one ", "two ", "three ", "four "];

function clientOf({ monitor }: WatchedCalls, options: ConstructorParameters<typeof OpenAI>[0] = {}) {
  const client = { apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch: monitor.fetch };
  return new OpenAI({ ...client, ...options });
}

/** Nothing may be held once every call has ended. */
function heldNanos({ monitor }: WatchedCalls): number {
  return monitor.budgets().reduce((sum, { heldNanos }) => sum + heldNanos, 0);
}

describe("the record of a call", () => {
  test("says what the provider's bill says, of whole answers and of streams", async () => {
    stub.respondWith(() => ({
      text: "Hello you.",
      model: "gpt-4o-2024-08-06",
      usage: USAGE,
      serviceTier: "default",
    }));
    const watched = watchCalls({ dailyBudgetUsd: 1, payloads: "on" });
    const client = clientOf(watched);
    await client.chat.completions.create(QUESTION);
    await collectStream(await client.chat.completions.create(STREAMED));
    expect(watched.llm()).toHaveLength(2);
    for (const record of watched.llm()) {
      expect(record).toMatchObject({
        kind: "llm",
        name: "openai-chat",
        provider: "openai",
        requestModel: "gpt-4o",
        responseModel: "gpt-4o-2024-08-06",
        serviceTier: "default",
        attempt: 1,
        status: "ok",
        usage: USAGE,
        usageSource: "reported",
        cost: { source: "priced", totalNanos: 570_000 },
        budget: { chargedNanos: 570_000, isBounded: true },
        input: expect.stringContaining("Hi"),
        output: "Hello you.",
      });
    }
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 1_140_000, heldNanos: 0 }]);
  });

  test("belongs to whom withContext names", async () => {
    const watched = watchCalls();
    const client = clientOf(watched);
    await watched.monitor.withContext({ userId: "user_1" }, () => client.chat.completions.create(QUESTION));
    expect(watched.only()).toMatchObject({ userId: "user_1" });
  });

  test("is estimated where the provider reports no usage, and not below what came", async () => {
    const watched = watchCalls();
    stub.respondWith(() => ({ tokens: TOKENS, omitUsage: true }));
    await collectStream(await clientOf(watched).chat.completions.create(STREAMED));
    expect(watched.only()).toMatchObject({ status: "ok", usageSource: "estimated" });
    expect(watched.only().usage?.outputTokens).toBeGreaterThanOrEqual(4);
  });

  test("is read out of a compressed answer", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, usage: USAGE, gzip: true }));
    const watched = watchCalls();
    const client = clientOf(watched);
    await client.chat.completions.create(QUESTION);
    const chunks = await collectStream(await client.chat.completions.create(STREAMED));
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(TOKENS.join(""));
    expect(watched.llm()).toMatchObject([{ usage: USAGE }, { usage: USAGE }]);
  });

  test("fifty at a time: each has its own usage, and the sum is the bill", async () => {
    stub.respondWith(({ id }) => ({ tokens: TOKENS, usage: { inputTokens: id, outputTokens: 2 * id } }));
    const watched = watchCalls({ dailyBudgetUsd: 10 });
    const client = clientOf(watched);
    const ask = async (index: number) =>
      index % 2 === 0
        ? client.chat.completions.create(QUESTION)
        : collectStream(await client.chat.completions.create(STREAMED));
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
    const inputs = watched.llm().map(({ usage }) => usage?.inputTokens ?? 0);
    expect(inputs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(heldNanos(watched)).toBe(0);
  });
});

describe("calls that go wrong", () => {
  test.each([false, true])("the server breaks the answer off; streamed: %s", async (isStream) => {
    stub.respondWith(() => ({ tokens: TOKENS, cutAfterTokens: 2 }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const { completions } = clientOf(watched).chat;
    const call = isStream ? completions.create(STREAMED).then(collectStream) : completions.create(QUESTION);
    await expect(call).rejects.toThrow();
    expect(watched.only()).toMatchObject({ status: "error", usageSource: "estimated" });
    expect(watched.only().budget?.chargedNanos).toBeGreaterThan(0);
    expect(heldNanos(watched)).toBe(0);
  });

  test("aborted before the first byte: cancelled, and the whole hold is charged", async () => {
    stub.respondWith(() => ({ hang: true }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const abort = new AbortController();
    const call = clientOf(watched).chat.completions.create(QUESTION, { signal: abort.signal });
    await stub.waitForArrived(1);
    abort.abort();
    await expect(call).rejects.toThrow("aborted");
    await stub.waitForEnded(1);
    expect(stub.calls[0]?.ending).toBe("broken_off_by_client");
    const { budget, ...record } = watched.only();
    expect(record).toMatchObject({ status: "cancelled", error: { class: "aborted" } });
    expect(budget?.chargedNanos).toBe(budget?.heldNanos);
  });

  test("aborted before it is sent: nothing leaves, nothing is recorded", async () => {
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const request = { method: "POST", body: JSON.stringify(QUESTION), signal: AbortSignal.abort() };
    const call = watched.monitor.fetch(`${stub.openAiBaseUrl}/chat/completions`, request);
    await expect(call).rejects.toThrow("aborted");
    expect(stub.calls).toHaveLength(0);
    expect(watched.records).toHaveLength(0);
  });

  test.each(["abort", "break"])("%s in the middle of a stream: cancelled, at what had come", async (way) => {
    stub.respondWith(() => ({ tokens: TOKENS, hangAfterTokens: 2 }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const abort = new AbortController();
    const stream = await clientOf(watched).chat.completions.create(STREAMED, { signal: abort.signal });
    let tokens = 0;
    for await (const { choices } of stream) {
      if (choices[0]?.delta.content) tokens += 1;
      if (tokens === 2 && way === "break") break;
      if (tokens === 2) abort.abort();
    }
    await stub.waitForEnded(1);
    expect(stub.calls[0]?.ending).toBe("broken_off_by_client");
    expect(watched.only()).toMatchObject({ status: "cancelled", usageSource: "estimated" });
    expect(watched.only().usage?.outputTokens).toBeLessThan(10);
    expect(heldNanos(watched)).toBe(0);
  });

  test("an error inside the stream is the call's error", async () => {
    stub.respondWith(() => ({ tokens: TOKENS, failure: "overloaded", failAfterTokens: 2 }));
    const watched = watchCalls();
    const stream = await clientOf(watched).chat.completions.create(STREAMED);
    await expect(collectStream(stream)).rejects.toThrow(APIError);
    expect(watched.only()).toMatchObject({ status: "error", usageSource: "estimated" });
  });

  test("retries of the client are attempts, each with its own record, and only the answer is paid", async () => {
    stub.respondWith(({ id }) => (id < 3 ? { failure: "server" } : { usage: USAGE }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    // The client takes the pause between its attempts from this header.
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const headers = new Headers([...response.headers, ["retry-after-ms", "1"]]);
      return new Response(response.body, { status: response.status, headers });
    };
    await clientOf(watched, {
      maxRetries: 2,
      fetch: createFetchGuard(watched.monitor, { fetch }),
    }).chat.completions.create(QUESTION);
    expect(watched.llm()).toMatchObject([
      { attempt: 1, status: "error", error: { class: "server", code: "500" }, budget: { chargedNanos: 0 } },
      { attempt: 2, status: "error", error: { class: "server", code: "500" }, budget: { chargedNanos: 0 } },
      { attempt: 3, status: "ok", usage: USAGE },
    ]);
    expect(heldNanos(watched)).toBe(0);
  });

  test("429 reaches the client with Retry-After and its body, classified on the record", async () => {
    stub.respondWith(() => ({ failure: "rate_limit", retryAfterSeconds: 7 }));
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const error = await clientOf(watched)
      .chat.completions.create(QUESTION)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).headers?.get("retry-after")).toBe("7");
    expect((error as RateLimitError).message).toContain("Rate limit");
    expect(watched.only()).toMatchObject({
      status: "error",
      error: { class: "rate_limit", code: "429", message: expect.stringContaining("Rate limit") },
    });
    expect(watched.only()).not.toHaveProperty("cost");
    expect(heldNanos(watched)).toBe(0);
  });

  test("a host that cannot be reached costs nothing", async () => {
    const watched = watchCalls({ dailyBudgetUsd: 1 });
    const gone = await startProviderStub();
    await gone.close();
    const client = clientOf(watched, { baseURL: gone.openAiBaseUrl });
    await expect(client.chat.completions.create(QUESTION)).rejects.toThrow("Connection error");
    expect(watched.only()).toMatchObject({ error: { class: "connection" }, budget: { chargedNanos: 0 } });
  });
});

describe("denials", () => {
  test("are the client's own error, with the explanation, after one attempt that never left", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const client = clientOf(watched, { maxRetries: 3 });
    for (const request of [QUESTION, STREAMED]) {
      const error: unknown = await client.chat.completions.create(request).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({
        status: 402,
        code: "BW_BUDGET_EXCEEDED",
        message: expect.stringContaining("limit $0.50"),
      });
    }
    expect(stub.calls).toHaveLength(0);
    expect(watched.llm()).toMatchObject([{ status: "blocked" }, { status: "blocked" }]);
  });

  test("at fifty calls in step a budget of three lets three out", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 3 });
    const client = clientOf(watched);
    const calls = Array.from({ length: 50 }, () => client.chat.completions.create(QUESTION));
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(stub.calls).toHaveLength(3);
  });
});
