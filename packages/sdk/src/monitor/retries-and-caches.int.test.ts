import { setImmediate as nextTurn } from "node:timers/promises";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { inOrder } from "@breakwater/testkit/stub/stub-reply";
import { InMemoryCache } from "@langchain/core/caches";
import { AsyncCaller } from "@langchain/core/utils/async_caller";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HookRecorder } from "../testing/hook-recorder.ts";
import { anthropicOf, DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  // LangChain writes every denial there.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

const EMPTY = { ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 };

describe("retries", () => {
  test("FACTS 1.4.5: withRetry does not retry a refusal: 1 attempt, 0 HTTP calls", async () => {
    const { monitor, llm } = watchCalls(EMPTY);
    const model = openAiOf(stub).withRetry({ stopAfterAttempt: 5 });
    await expect(model.invoke("hi", monitor.runnableConfig())).rejects.toBeInstanceOf(BudgetExceededError);
    expect(llm()).toHaveLength(1);
    expect(stub.calls).toHaveLength(0);
  });

  test("LangChain's own caller does not retry a refusal either", async () => {
    const denial = {
      budget: "b",
      key: {},
      limitNanos: 0,
      spentNanos: 0,
      heldNanos: 0,
      requestedNanos: 1,
      resetsAt: "2026-01-16T00:00:00.000Z",
      reason: "limit",
    } as const;
    let attempts = 0;
    const call = new AsyncCaller({ maxRetries: 5 }).call(() => {
      attempts += 1;
      return Promise.reject(new BudgetExceededError(denial));
    });
    await expect(call).rejects.toThrow("exhausted");
    expect(attempts).toBe(1);
  });

  test("each try of withRetry is a call of its own, numbered, under one parent; failures cost nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      stub.respondWith(inOrder({ failure: "server" }, { failure: "server" }, { text: "at last" }));
      const { monitor, llm, records } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
      const model = openAiOf(stub).withRetry({ stopAfterAttempt: 3 });
      const answer = model.invoke("hi", monitor.runnableConfig());
      while (stub.calls.length < 3) {
        await vi.advanceTimersByTimeAsync(100);
        await nextTurn();
      }
      expect((await answer).content).toBe("at last");
      expect(llm().map(({ status, attempt }) => [status, attempt])).toEqual([
        ["error", undefined],
        ["error", 2],
        ["ok", 3],
      ]);
      const root = records.find(({ parentSpanId }) => parentSpanId === undefined);
      expect(llm().map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(root?.spanId));
      expect(root?.status).toBe("ok");
      expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
    } finally {
      vi.useRealTimers();
    }
  });

  test("HOLE FACTS 1.4.4: retries inside the client are invisible: 2 HTTP calls, 1 record", async () => {
    stub.respondWith(inOrder({ failure: "rate_limit", retryAfterSeconds: 0 }, {}));
    const { monitor, only } = watchCalls();
    await openAiOf(stub, { maxRetries: 2 }).invoke("hi", monitor.runnableConfig());
    expect(stub.calls.map(({ status }) => status)).toEqual([429, 200]);
    expect(only()).toMatchObject({ status: "ok" });
    expect(only().attempt).toBeUndefined();
  });
});

describe("fallbacks", () => {
  test("FACTS 1.4.6: withFallbacks goes to the next model, and each one is checked", async () => {
    const { monitor, llm } = watchCalls(EMPTY);
    const model = openAiOf(stub).withFallbacks([anthropicOf(stub), openAiOf(stub, { model: "gpt-4o-mini" })]);
    await expect(model.invoke("hi", monitor.runnableConfig())).rejects.toBeInstanceOf(BudgetExceededError);
    expect(llm().map(({ status, requestModel }) => [status, requestModel])).toEqual([
      ["blocked", "gpt-4o"],
      ["blocked", "claude-sonnet-4-5"],
      ["blocked", "gpt-4o-mini"],
    ]);
    expect(stub.calls).toHaveLength(0);
  });

  test("FACTS 1.4.6: a cheaper fallback that fits the budget answers", async () => {
    // 64 tokens of gpt-4o can cost 640,000 nano-dollars; of gpt-4o-mini 38,400.
    const { monitor, llm } = watchCalls({ dailyBudgetUsd: 0.0003 });
    stub.respondWith(() => ({ text: "cheap" }));
    const model = openAiOf(stub).withFallbacks([openAiOf(stub, { model: "gpt-4o-mini" })]);
    const answer = await model.invoke("hi", monitor.runnableConfig());
    expect(answer.content).toBe("cheap");
    expect(llm().map(({ status, requestModel }) => [status, requestModel])).toEqual([
      ["blocked", "gpt-4o"],
      ["ok", "gpt-4o-mini"],
    ]);
  });

  test("a failed model costs nothing, its fallback what it costs", async () => {
    stub.respondWith(({ model }) => (model === "gpt-4o" ? { failure: "overloaded" } : {}));
    const { monitor, llm } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
    await openAiOf(stub)
      .withFallbacks([anthropicOf(stub)])
      .invoke("hi", monitor.runnableConfig());
    expect(llm().map(({ status, provider }) => [status, provider])).toEqual([
      ["error", "openai"],
      ["ok", "anthropic"],
    ]);
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
  });
});

describe("FACTS 1.4.8: cached answers", () => {
  test("cost nothing, release the hold and are marked; nothing is sent", async () => {
    const { monitor, llm } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 2 });
    const model = openAiOf(stub, { cache: new InMemoryCache() });
    const first = await model.invoke("hi", monitor.runnableConfig());
    for (let call = 0; call < 4; call += 1) {
      expect((await model.invoke("hi", monitor.runnableConfig())).content).toBe(first.content);
    }
    expect(stub.calls).toHaveLength(1);
    const [paid, ...cached] = llm();
    expect(paid).toMatchObject({ status: "ok", cost: { totalNanos: 1_000_000_000 } });
    expect(paid).not.toHaveProperty("cached");
    expect(cached).toHaveLength(4);
    for (const record of cached) {
      expect(record).toMatchObject({
        status: "ok",
        cached: true,
        usage: { inputTokens: 0, outputTokens: 0 },
        cost: { source: "priced", totalNanos: 0 },
        budget: { heldNanos: 1_000_000_000, chargedNanos: 0 },
      });
    }
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
  });

  test("an unknown price makes no cached answer unpriced", async () => {
    const { monitor, llm } = watchCalls();
    const model = openAiOf(stub, { model: "my-local-model", cache: new InMemoryCache() });
    await model.invoke("hi", monitor.runnableConfig());
    await model.invoke("hi", monitor.runnableConfig());
    expect(llm().map(({ cost }) => cost?.source)).toEqual(["unpriced", "priced"]);
  });

  test("HOLE the start comes before the lookup: an exhausted budget refuses free cached answers too", async () => {
    const { monitor } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
    const model = openAiOf(stub, { cache: new InMemoryCache() });
    await model.invoke("hi", monitor.runnableConfig());
    await expect(model.invoke("hi", monitor.runnableConfig())).rejects.toBeInstanceOf(BudgetExceededError);
  });

  test("what LangChain passes for one: usage zeroed, {cached: true} last", async () => {
    const hooks = new HookRecorder();
    const model = openAiOf(stub, { cache: new InMemoryCache() });
    await model.invoke("hi");
    await model.invoke("hi", { callbacks: [hooks] });
    expect(hooks.first("handleLLMEnd")[4]).toEqual({ cached: true });
    expect(hooks.first("handleLLMEnd")[0]).toHaveProperty(
      "generations.0.0.message.usage_metadata.total_tokens",
      0,
    );
  });

  test("HOLE streams look nothing up: they are sent, and paid, again", async () => {
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    const model = openAiOf(stub, { cache: new InMemoryCache() });
    await model.invoke("hi", monitor.runnableConfig());
    await collectStream(await model.stream("hi", monitor.runnableConfig()));
    expect(stub.calls).toHaveLength(2);
    expect(llm().map(({ cached, cost }) => [cached, cost])).toEqual([
      [undefined, expect.objectContaining({ totalNanos: 1_000_000_000 })],
      [undefined, expect.objectContaining({ totalNanos: 1_000_000_000 })],
    ]);
  });
});
