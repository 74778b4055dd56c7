import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { embedMany, generateText, isStepCount, streamText, wrapEmbeddingModel } from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MonitorOptions } from "../options/monitor-options.ts";
import { DOLLAR_A_CALL, watchCalls } from "../testing/watched-calls.ts";
import { monitorEmbeddingMiddleware } from "./monitor-middleware.ts";
import { openAiProvider, readAll, weatherTool, wrapped } from "./testing/sdk-models.ts";
import { watchAiSdk } from "./watch-ai-sdk.ts";

let stub: Awaited<ReturnType<typeof startProviderStub>>;
let stop: () => void = () => undefined;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterEach(() => stop());
afterAll(() => stub.close());

const USAGE = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 30, reasoningTokens: 5 };
/** gpt-4o: $2.50 per million in, $1.25 cached, $10 out. */
const NANOS = 70 * 2_500 + 30 * 1_250 + 20 * 10_000;

/** Every way to look at one call: telemetry, middleware, fetch guard, and all of them together. */
const WAYS = ["T", "M", "G", "TM", "TG", "MG", "TMG"] as const;

function watched(ways: string, options: MonitorOptions = { dailyBudgetUsd: 10 }) {
  const calls = watchCalls(options);
  stop = ways.includes("T") ? watchAiSdk(calls.monitor) : () => undefined;
  const provider = openAiProvider(stub, ways.includes("G") ? calls.monitor.fetch : undefined);
  const wrap = (model: ReturnType<typeof provider.chat>) =>
    ways.includes("M") ? wrapped(calls.monitor, model) : model;
  const spent = () => calls.monitor.budgets()[0]?.spentNanos;
  return {
    ...calls,
    provider,
    responses: wrap(provider("gpt-4o")),
    chat: wrap(provider.chat("gpt-4o")),
    spent,
  };
}

describe.each(WAYS)("seen by %s", (ways) => {
  test.each(["responses", "chat"] as const)("generateText over %s: one span, one charge", async (api) => {
    stub.respondWith(() => ({ text: "Hello", usage: USAGE }));
    const calls = watched(ways);
    await generateText({ model: calls[api], prompt: "Hi", maxOutputTokens: 50 });
    expect(calls.only()).toMatchObject({ status: "ok", usage: USAGE, usageSource: "reported" });
    expect(calls.spent()).toBe(NANOS);
  });

  test.each(["responses", "chat"] as const)("streamText over %s: one span, one charge", async (api) => {
    stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE }));
    const calls = watched(ways);
    const { textStream } = streamText({ model: calls[api], prompt: "Hi", maxOutputTokens: 50 });
    expect(await readAll(textStream)).toBe("Hello");
    expect(calls.only()).toMatchObject({ status: "ok", usage: USAGE, usageSource: "reported" });
    expect(calls.only().timeToFirstTokenMs).toBeDefined();
    expect(calls.spent()).toBe(NANOS);
  });

  test("a tool loop, eight at once: two calls each", async () => {
    stub.respondWith(({ hasToolResult }) =>
      hasToolResult
        ? { text: "Sunny", usage: USAGE }
        : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }], usage: USAGE },
    );
    const calls = watched(ways);
    const ask = (userId: string) =>
      calls.monitor.withContext({ userId }, () =>
        generateText({
          model: calls.responses,
          prompt: "Hi",
          tools: weatherTool(),
          stopWhen: isStepCount(3),
        }),
      );
    const users = Array.from({ length: 8 }, (_, index) => `user_${index}`);
    await Promise.all(users.map(ask));
    expect(
      calls
        .llm()
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual([...users, ...users].sort());
    expect(calls.spent()).toBe(16 * NANOS);
  });

  test("an abort in mid-stream: one cancelled span, one estimate", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], hangAfterTokens: 2 }));
    const calls = watched(ways);
    const abort = new AbortController();
    const { textStream } = streamText({ model: calls.chat, prompt: "Hi", abortSignal: abort.signal });
    for await (const piece of textStream) if (piece === "two ") abort.abort();
    await stub.waitForEnded(1);
    expect(calls.only()).toMatchObject({ status: "cancelled", usageSource: "estimated" });
    const { cost } = calls.only();
    expect(cost?.source === "priced" && cost.totalNanos).toBe(calls.spent());
  });

  test("a refusal of the provider costs nothing", async () => {
    stub.respondWith(() => ({ failure: "auth" }));
    const calls = watched(ways);
    await expect(generateText({ model: calls.chat, prompt: "Hi" })).rejects.toThrow("API key");
    expect(calls.only()).toMatchObject({ status: "error", error: { class: "auth" } });
    expect(calls.spent()).toBe(0);
  });

  test("embedMany in pieces, at once: every token is charged once", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000 } }));
    const calls = watched(ways);
    const inner = calls.provider.embedding("text-embedding-3-small");
    const model = { ...rebuilt(inner), maxEmbeddingsPerCall: 1 };
    const middleware = monitorEmbeddingMiddleware(calls.monitor);
    const values = ["one", "two", "three"];
    await embedMany({
      model: ways.includes("M") ? wrapEmbeddingModel({ model, middleware }) : model,
      values,
    });
    expect(calls.spent()).toBe(3 * 20_000);
  });

  test("budgets hold", async () => {
    const calls = watched(ways, { ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
    const ask = () => generateText({ model: calls.chat, prompt: "Hi", maxOutputTokens: 10, maxRetries: 0 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, ask));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(4);
    // The guard alone speaks the provider's language: the AI SDK makes its own error of the 402.
    for (const { reason } of refused)
      expect(reason).toMatchObject(ways === "G" ? { statusCode: 402 } : { name: BudgetExceededError.name });
    expect(stub.calls).toHaveLength(1);
    expect(
      calls
        .llm()
        .map(({ status }) => status)
        .sort(),
    ).toEqual([...Array(4).fill("blocked"), "ok"]);
  });
});

/** A class's instance as a plain object that can be changed. */
function rebuilt<Model extends ReturnType<ReturnType<typeof openAiProvider>["embedding"]>>(inner: Model) {
  const { specificationVersion, provider, modelId } = inner;
  const doEmbed: Model["doEmbed"] = (options) => inner.doEmbed(options);
  return { specificationVersion, provider, modelId, supportsParallelCalls: true, doEmbed };
}
