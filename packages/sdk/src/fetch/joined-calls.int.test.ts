import { setImmediate as nextTurn } from "node:timers/promises";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { HumanMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createFetchGuard } from "../entry/fetch.ts";
import { ENTRANCE } from "../monitor/entrance.ts";
import { DOLLAR_A_CALL, type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";

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

afterEach(() => void vi.useRealTimers());

/** Turns the clock while the clients wait between their attempts. */
async function withoutWaiting<T>(act: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let isOver = false;
  const result = act().finally(() => {
    isOver = true;
  });
  result.catch(() => undefined);
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(100);
    await nextTurn();
  }
  return result;
}

const USAGE = { inputTokens: 100, outputTokens: 40 };

/** A chat model under the handler and the guard at once. */
function modelOf({ monitor }: WatchedCalls, fields: object = {}, fetch = monitor.fetch) {
  const configuration = { baseURL: stub.openAiBaseUrl, fetch };
  const defaults = { model: "gpt-4o", apiKey: "test", maxRetries: 0, maxTokens: 64 };
  return new ChatOpenAI({ ...defaults, ...fields, configuration });
}

/** The steps of the HTTP attempts. */
const attemptsOf = ({ records }: WatchedCalls) => records.filter(({ kind }) => kind === "other");

describe("handler and guard together: one call, one charge", () => {
  test.each(["invoke", "stream"] as const)("%s", async (method) => {
    stub.respondWith(() => ({ tokens: ["a", "b"], usage: USAGE, serviceTier: "default", model: "gpt-4o-1" }));
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 3 });
    const config = watched.monitor.runnableConfig({ userId: "user_1" });
    const model = modelOf(watched);
    if (method === "invoke") await model.invoke("hi", config);
    else await collectStream(await model.stream("hi", config));
    const call = watched.only();
    expect(call).toMatchObject({
      name: "ChatOpenAI",
      status: "ok",
      usage: USAGE,
      usageSource: "reported",
      responseModel: "gpt-4o-1",
      serviceTier: "default",
    });
    expect(attemptsOf(watched)).toMatchObject([
      {
        name: "POST /v1/chat/completions",
        parentSpanId: call.spanId,
        traceId: call.traceId,
        attempt: 1,
        status: "ok",
        userId: "user_1",
      },
    ]);
    expect(attemptsOf(watched)[0]).not.toHaveProperty("cost");
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 1_000_000_000, heldNanos: 0 }]);
    expect(watched.monitor.report().data.cost.total.calls).toBe(1);
  });

  test("batch, and a prompt of several in one frame: each request finds its own run", async () => {
    stub.respondWith(({ userText }) => ({
      text: "ok",
      usage: { inputTokens: userText.length, outputTokens: 1 },
    }));
    const watched = watchCalls();
    const prompts = ["a", "bb", "ccc", "dddd"];
    await modelOf(watched).batch(prompts, watched.monitor.runnableConfig());
    await modelOf(watched).generate(
      prompts.map((prompt) => [new HumanMessage(prompt)]),
      watched.monitor.runnableConfig(),
    );
    expect(watched.llm()).toHaveLength(8);
    expect(attemptsOf(watched)).toHaveLength(8);
    const inputs = watched.llm().map(({ usage }) => usage?.inputTokens);
    expect(inputs.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    for (const attempt of attemptsOf(watched)) expect(attempt).toMatchObject({ attempt: 1, status: "ok" });
  });

  test("three attempts under one call: one span, one charge, three attempts in sight", async () => {
    stub.respondWith(({ id }) => (id < 3 ? { failure: "server" } : { usage: USAGE }));
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 3 });
    const model = modelOf(watched, { maxRetries: 3 });
    await withoutWaiting(() => model.invoke("hi", watched.monitor.runnableConfig()));
    expect(watched.only()).toMatchObject({ status: "ok", usage: USAGE });
    expect(attemptsOf(watched)).toMatchObject([
      { attempt: 1, status: "error", error: { class: "server", code: "500" } },
      { attempt: 2, status: "error", error: { class: "server" } },
      { attempt: 3, status: "ok" },
    ]);
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 1_000_000_000, heldNanos: 0 }]);
    expect(watched.monitor.report().data.errors?.total).toBe(0);
  });

  test("a call that is refused to the end costs nothing and is one error", async () => {
    stub.respondWith(() => ({ failure: "auth" }));
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 3 });
    await expect(modelOf(watched).invoke("hi", watched.monitor.runnableConfig())).rejects.toThrow();
    expect(watched.only()).toMatchObject({ status: "error", error: { class: "auth" } });
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 0, heldNanos: 0 }]);
    expect(watched.monitor.report().data.errors?.total).toBe(1);
  });

  test("a stream that breaks off is estimated once", async () => {
    stub.respondWith(() => ({ tokens: ["a", "b", "c"], cutAfterTokens: 2 }));
    const watched = watchCalls();
    const stream = modelOf(watched).stream("hi", watched.monitor.runnableConfig());
    await expect(stream.then(collectStream)).rejects.toThrow();
    expect(watched.only()).toMatchObject({ status: "error", usageSource: "estimated" });
    expect(attemptsOf(watched)).toMatchObject([{ status: "error" }]);
  });

  test("a stream without usage is estimated once, and the caller's chunks are its own", async () => {
    const watched = watchCalls();
    const model = modelOf(watched, { streamUsage: false });
    const chunks = await collectStream(await model.stream("hi", watched.monitor.runnableConfig()));
    expect(chunks.every(({ usage_metadata }) => usage_metadata === undefined)).toBe(true);
    expect(watched.only()).toMatchObject({ usageSource: "reported" });
    expect(watched.only().usage).toEqual(stub.calls[0]?.plannedUsage);
  });

  test("a denial by the handler stays the handler's", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    await expect(modelOf(watched).invoke("hi", watched.monitor.runnableConfig())).rejects.toMatchObject({
      name: "BudgetExceededError",
    });
    expect(watched.only().status).toBe("blocked");
    expect(attemptsOf(watched)).toHaveLength(0);
  });
});

describe("a lost attempt is paid for before the next one leaves", () => {
  /** Loses the first request after it has been sent. */
  const losing = (times: number): typeof globalThis.fetch => {
    let lost = 0;
    return async (input, init) => {
      const response = await fetch(input, init);
      lost += 1;
      if (lost > times) return response;
      throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
    };
  };

  test("two calls' worth is charged, and both are seen", async () => {
    stub.respondWith(() => ({ usage: USAGE }));
    const budgets = [{ name: "by-tag", limitUsd: 3, match: { tag: "batch" } }];
    const watched = watchCalls({ ...DOLLAR_A_CALL, budgets });
    const guard = createFetchGuard(watched.monitor, { fetch: losing(1) });
    const model = modelOf(watched, { maxRetries: 2 }, guard);
    await withoutWaiting(() => model.invoke("hi", watched.monitor.runnableConfig({ tags: ["batch"] })));
    expect(watched.llm()).toMatchObject([
      { status: "error", attempt: 1, error: { class: "connection" }, usageSource: "estimated" },
      { status: "ok", usage: USAGE },
    ]);
    expect(watched.llm()[0]?.parentSpanId).toBe(watched.llm()[1]?.spanId);
    expect(attemptsOf(watched)).toMatchObject([
      { attempt: 1, status: "error" },
      { attempt: 2, status: "ok" },
    ]);
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 2_000_000_000, heldNanos: 0 }]);
  });

  test("where the budget does not reach for both, the next one is refused and the lost one is charged", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
    const guard = createFetchGuard(watched.monitor, { fetch: losing(9) });
    const model = modelOf(watched, { maxRetries: 2 }, guard);
    const call = withoutWaiting(() => model.invoke("hi", watched.monitor.runnableConfig()));
    await expect(call).rejects.toMatchObject({ status: 402 });
    expect(stub.calls).toHaveLength(1);
    expect(watched.monitor.budgets()).toMatchObject([{ spentNanos: 1_000_000_000, heldNanos: 0 }]);
  });
});

describe("what does not belong to a call is not joined to it", () => {
  const clientOf = ({ monitor }: WatchedCalls) =>
    new OpenAI({ apiKey: "test", baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch: monitor.fetch });
  const ask = (watched: WatchedCalls, model = "gpt-4o", content = "direct") =>
    clientOf(watched).chat.completions.create({
      model,
      max_tokens: 9,
      messages: [{ role: "user", content }],
    });

  test("a request after the call that the scope still names (as on Node 22)", async () => {
    const watched = watchCalls();
    await modelOf(watched).invoke("hi", watched.monitor.runnableConfig());
    const { scope } = watched.monitor[ENTRANCE];
    await scope.inCall("01890000-0000-7000-8000-000000000000", () => ask(watched));
    expect(watched.llm().map(({ name }) => name)).toEqual(["ChatOpenAI", "openai-chat"]);
  });

  test("a request beside an answer under way, one of another model, and one after the answer", async () => {
    const watched = watchCalls();
    const { scope, tracker } = watched.monitor[ENTRANCE];
    const call = { requestModel: "gpt-4o", request: { messages: [{ role: "user", content: "direct" }] } };
    await tracker.start({ id: "outer", kind: "llm", name: "outer", context: {}, call });
    await scope.inCall("outer", () => ask(watched, "gpt-4o-mini"));
    expect(watched.llm()).toHaveLength(1);
    await scope.inCall("outer", () => Promise.all([ask(watched), ask(watched)]));
    expect(watched.llm()).toHaveLength(2);
    await scope.inCall("outer", () => ask(watched));
    expect(watched.llm()).toHaveLength(3);
    expect(attemptsOf(watched)).toHaveLength(1);
  });

  test("an outer entrance that could only look on: the guard asks the budgets for it", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const { scope, tracker } = watched.monitor[ENTRANCE];
    const call = { requestModel: "gpt-4o", request: {} };
    await tracker.start({ id: "seen", kind: "llm", name: "seen", context: {}, call, isObserved: true });
    await expect(scope.inCall("seen", () => ask(watched))).rejects.toMatchObject({ status: 402 });
    expect(stub.calls).toHaveLength(0);
    expect(watched.only()).toMatchObject({ name: "seen", status: "blocked" });
  });
});
