import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { inOrder } from "@breakwater/testkit/stub/stub-reply";
import { embed, embedMany, generateText, isStepCount, streamText, wrapEmbeddingModel } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DOLLAR_A_CALL, watchCalls } from "../testing/watched-calls.ts";
import { monitorEmbeddingMiddleware } from "./monitor-middleware.ts";
import {
  anthropicModel,
  googleModel,
  openAiProvider,
  readAll,
  weatherTool,
  wrapped,
} from "./testing/sdk-models.ts";

let stub: Awaited<ReturnType<typeof startProviderStub>>;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.close());

const USAGE = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 30, reasoningTokens: 5 };
/** gpt-4o: $2.50 per million in, $1.25 cached, $10 out. */
const NANOS = 70 * 2_500 + 30 * 1_250 + 20 * 10_000;

describe("a call of a wrapped model", () => {
  test.each(["responses", "chat"] as const)("OpenAI %s: exact usage, price and names", async (api) => {
    stub.respondWith(() => ({ text: "Hello", usage: USAGE, model: "gpt-4o-2024-08-06" }));
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub)[api]("gpt-4o"));
    const { text } = await generateText({ model, prompt: "Hi" });
    expect(text).toBe("Hello");
    expect(calls.only()).toMatchObject({
      name: "gpt-4o",
      provider: "openai",
      requestModel: "gpt-4o",
      responseModel: "gpt-4o-2024-08-06",
      status: "ok",
      usage: USAGE,
      usageSource: "reported",
      cost: { totalNanos: NANOS },
    });
  });

  test("Anthropic: cache writes of both lifetimes are part of the input", async () => {
    const usage = { inputTokens: 1_000, outputTokens: 9, cacheReadTokens: 200, cacheWriteTokens: 300 };
    stub.respondWith(() => ({ text: "Hi", usage: { ...usage, cacheWrite1hTokens: 100 } }));
    const calls = watchCalls();
    await generateText({ model: wrapped(calls.monitor, anthropicModel(stub)), prompt: "Hi" });
    expect(calls.only()).toMatchObject({
      provider: "anthropic",
      usage: { ...usage, cacheWrite1hTokens: 100 },
      usageSource: "reported",
    });
  });

  test("Google: thoughts and cached input are part of the counts", async () => {
    stub.respondWith(() => ({ text: "Hi", usage: USAGE }));
    const calls = watchCalls();
    await generateText({ model: wrapped(calls.monitor, googleModel(stub)), prompt: "Hi" });
    expect(calls.only()).toMatchObject({
      provider: "gcp.gemini",
      requestModel: "gemini-2.5-pro",
      usage: USAGE,
    });
  });

  test("a provider compatible with OpenAI has its own name", async () => {
    stub.respondWith(() => ({ text: "Hi", usage: USAGE }));
    const calls = watchCalls();
    const { chatModel } = createOpenAICompatible({
      name: "groq",
      apiKey: "test",
      baseURL: stub.openAiBaseUrl,
    });
    await generateText({ model: wrapped(calls.monitor, chatModel("llama-3.3-70b")), prompt: "Hi" });
    expect(calls.only()).toMatchObject({ provider: "groq", usage: USAGE });
  });

  test.each(["responses", "chat"] as const)(
    "stream of OpenAI %s: exact usage and a time to the first token",
    async (api) => {
      stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE }));
      const calls = watchCalls();
      const model = wrapped(calls.monitor, openAiProvider(stub)[api]("gpt-4o"));
      expect(await readAll(streamText({ model, prompt: "Hi" }).textStream)).toBe("Hello");
      expect(calls.only()).toMatchObject({
        usage: USAGE,
        usageSource: "reported",
        cost: { totalNanos: NANOS },
      });
      expect(calls.only().timeToFirstTokenMs).toBeDefined();
    },
  );

  test("a tool loop is two calls", async () => {
    stub.respondWith(({ hasToolResult }) =>
      hasToolResult ? { text: "Sunny" } : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }] },
    );
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    const { text } = await generateText({
      model,
      prompt: "Hi",
      tools: weatherTool(),
      stopWhen: isStepCount(3),
    });
    expect(text).toBe("Sunny");
    expect(calls.llm().map(({ status }) => status)).toEqual(["ok", "ok"]);
  });

  test("a retry of the AI SDK is a call of its own; the refused one costs nothing", async () => {
    stub.respondWith(inOrder({ failure: "rate_limit", retryAfterSeconds: 0 }, { text: "Hi", usage: USAGE }));
    const calls = watchCalls();
    await generateText({ model: wrapped(calls.monitor, openAiProvider(stub)("gpt-4o")), prompt: "Hi" });
    const [refused, answered] = calls.llm();
    expect(refused).toMatchObject({ status: "error", error: { class: "rate_limit", code: "429" } });
    expect(refused?.cost).toBeUndefined();
    expect(answered).toMatchObject({ status: "ok", cost: { totalNanos: NANOS } });
  });

  test("the prompt and the answer are kept where payloads are", async () => {
    stub.respondWith(() => ({ text: "Hello" }));
    const calls = watchCalls({ payloads: "on" });
    await generateText({ model: wrapped(calls.monitor, openAiProvider(stub)("gpt-4o")), prompt: "Hi there" });
    expect(calls.only().input).toContain("Hi there");
    expect(calls.only().output).toBe("Hello");
  });

  test("belongs to whom its provider options or the context around it name", async () => {
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    const users = Array.from({ length: 20 }, (_, index) => `user_${index}`);
    await Promise.all(
      users.map((userId) =>
        calls.monitor.withContext({ userId, tags: ["a"] }, () =>
          generateText({ model, prompt: userId, providerOptions: { breakwater: { queryType: userId } } }),
        ),
      ),
    );
    expect(
      calls
        .llm()
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual([...users].sort());
    for (const { userId, queryType, tags } of calls.llm()) {
      expect(queryType).toBe(userId);
      expect(tags).toEqual(["a"]);
    }
  });

  test("wrapped twice it is still one", async () => {
    const calls = watchCalls();
    const model = wrapped(calls.monitor, wrapped(calls.monitor, openAiProvider(stub)("gpt-4o")));
    await generateText({ model, prompt: "Hi" });
    expect(calls.only().status).toBe("ok");
  });
});

describe("a stream that does not end well", () => {
  test("a reader that aborts: cancelled, and what was streamed is charged by estimate", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], hangAfterTokens: 2 }));
    const calls = watchCalls();
    const abort = new AbortController();
    const model = wrapped(calls.monitor, openAiProvider(stub).chat("gpt-4o"));
    const { textStream } = streamText({ model, prompt: "Hi", abortSignal: abort.signal });
    for await (const piece of textStream) if (piece === "two ") abort.abort();
    await stub.waitForEnded(1);
    expect(calls.only()).toMatchObject({ status: "cancelled", usageSource: "estimated" });
    expect(calls.only().usage?.outputTokens).toBeGreaterThan(0);
  });

  test("a reader that breaks out: cancelled at once", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], hangAfterTokens: 2 }));
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub).chat("gpt-4o"));
    const { stream } = await model.doStream({
      prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    });
    const reader = stream.getReader();
    for (let part = await reader.read(); part.value?.type !== "text-delta"; part = await reader.read());
    await reader.cancel("enough");
    expect(calls.only()).toMatchObject({ status: "cancelled", usageSource: "estimated" });
    await stub.waitForEnded(1);
  });

  test("a connection that breaks: an error, charged by estimate", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], cutAfterTokens: 2 }));
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub).chat("gpt-4o"));
    const result = streamText({ model, prompt: "Hi", onError: () => undefined });
    await readAll(result.textStream).catch(() => "");
    expect(calls.only()).toMatchObject({
      status: "error",
      error: { class: "connection" },
      usageSource: "estimated",
    });
  });

  test("a reader that never reads: given up for lost after a while", async () => {
    const calls = watchCalls({ abandonAfterMs: 60_000 });
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    await model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] });
    expect(calls.llm()).toEqual([]);
    await calls.clock.advance(180_000);
    expect(calls.only()).toMatchObject({ status: "abandoned", usageSource: "estimated" });
  });
});

describe("errors", () => {
  test.each([
    ["auth", "auth"],
    ["not_found", "not_found"],
    ["context_overflow", "context_overflow"],
    ["server", "server"],
  ] as const)("%s is of class %s and reaches the caller as it was", async (failure, errorClass) => {
    stub.respondWith(() => ({ failure }));
    const calls = watchCalls();
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    const error = await generateText({ model, prompt: "Hi", maxRetries: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toHaveProperty("name", "AI_APICallError");
    expect(calls.only()).toMatchObject({ status: "error", error: { class: errorClass } });
    expect(calls.only().cost).toBeUndefined();
  });
});

describe("a budget that is used up", () => {
  const options = { ...DOLLAR_A_CALL, dailyBudgetUsd: 1 };

  test("generateText rejects with our error, unsent and not retried", async () => {
    const calls = watchCalls(options);
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    await generateText({ model, prompt: "Hi", maxOutputTokens: 10 });
    await expect(generateText({ model, prompt: "Hi", maxOutputTokens: 10 })).rejects.toBeInstanceOf(
      BudgetExceededError,
    );
    expect(stub.calls).toHaveLength(1);
    expect(calls.llm().map(({ status }) => status)).toEqual(["ok", "blocked"]);
  });

  test("streamText hands it to onError", async () => {
    const calls = watchCalls(options);
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    await generateText({ model, prompt: "Hi", maxOutputTokens: 10 });
    const errors: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void errors.push(error);
    await readAll(streamText({ model, prompt: "Hi", maxOutputTokens: 10, onError }).textStream);
    expect(errors).toEqual([expect.any(BudgetExceededError)]);
    expect(stub.calls).toHaveLength(1);
  });

  test("twenty at once: one is sent", async () => {
    const calls = watchCalls(options);
    const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
    const one = () => generateText({ model, prompt: "Hi", maxOutputTokens: 10 });
    const results = await Promise.allSettled(Array.from({ length: 20 }, one));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(stub.calls).toHaveLength(1);
  });

  test("what Claude's adapter adds to a cap for thinking is held too", async () => {
    const calls = watchCalls({ dailyBudgetUsd: 1, fitOutputTokens: true });
    const model = wrapped(calls.monitor, anthropicModel(stub));
    const thinking = { type: "enabled" as const, budgetTokens: 2_000 };
    const providerOptions = { anthropic: { thinking } };
    await generateText({ model, prompt: "Hi", maxOutputTokens: 100, providerOptions });
    expect(stub.calls[0]?.body).toMatchObject({ max_tokens: 2_100 });
    // $15 per million.
    expect(calls.llm()[0]?.budget?.heldNanos).toBeGreaterThan(2_100 * 15_000);
    await generateText({ model, prompt: "Hi", providerOptions });
    expect(calls.llm()[1]?.budget).toMatchObject({ isBounded: false });
    expect(calls.llm()[1]?.budget).not.toHaveProperty("fittedOutputTokens");
  });

  test("a call without a cap is given the largest that still fits", async () => {
    const calls = watchCalls({ dailyBudgetUsd: 0.01, fitOutputTokens: true });
    const model = wrapped(calls.monitor, openAiProvider(stub).chat("gpt-4o"));
    await generateText({ model, prompt: "Hi" });
    const body = stub.calls[0]?.body;
    expect(Number(body?.["max_tokens"] ?? body?.["max_completion_tokens"])).toBeGreaterThan(100);
    expect(calls.only().budget).toMatchObject({ isBounded: true });
  });
});

describe("embedding models", () => {
  test("embed and embedMany are priced by their tokens", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000 } }));
    const calls = watchCalls();
    const model = wrapEmbeddingModel({
      model: openAiProvider(stub).embedding("text-embedding-3-small"),
      middleware: monitorEmbeddingMiddleware(calls.monitor),
    });
    await embed({ model, value: "Hi" });
    await embedMany({ model, values: ["Hi", "there"] });
    expect(calls.records).toHaveLength(2);
    for (const record of calls.records)
      expect(record).toMatchObject({
        kind: "embedding",
        provider: "openai",
        usage: { inputTokens: 1_000 },
        cost: { totalNanos: 20_000 },
      });
  });
});

test("options that cannot be read cost the record their content and the host nothing", async () => {
  const calls = watchCalls({ dailyBudgetUsd: 1 });
  const model = wrapped(calls.monitor, openAiProvider(stub)("gpt-4o"));
  const hostile = () => {
    throw new Error("hostile");
  };
  const breakwater = new Proxy({}, { ownKeys: hostile, get: hostile });
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];
  const providerOptions = new Proxy({ breakwater }, { ownKeys: hostile });
  await expect(model.doGenerate({ prompt, providerOptions })).resolves.toHaveProperty("content");
  expect(calls.only()).toMatchObject({ status: "ok", usageSource: "reported" });
});
