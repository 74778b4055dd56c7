import { setImmediate as nextTurn } from "node:timers/promises";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { ChatAnthropic } from "@langchain/anthropic";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { spanIdsOf } from "../calls/span-ids.ts";
import { ENTRANCE } from "../monitor/entrance.ts";
import { watchCalls } from "../testing/watched-calls.ts";

/**
 * Inside the fetch of a model's client the async scope names the run that LangChain has opened: by that a fetch guard
 * joins it instead of counting the call again.
 */

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

/** Models whose fetch notes in which call it stands, and whether that call is open. */
function fetchingModels() {
  const calls = watchCalls();
  const { scope, tracker } = calls.monitor[ENTRANCE];
  const seen: { spanId: string | undefined; isOpen: boolean }[] = [];
  const fetch: typeof globalThis.fetch = (...request) => {
    const { callId } = scope;
    seen.push({
      spanId: callId === undefined ? undefined : spanIdsOf(callId).spanId,
      isOpen: callId !== undefined && tracker.get(callId) !== undefined,
    });
    return globalThis.fetch(...request);
  };
  const openAi = (fields: object = {}) =>
    new ChatOpenAI({
      model: "gpt-4o",
      apiKey: "test",
      maxRetries: 0,
      ...fields,
      configuration: { baseURL: stub.openAiBaseUrl, fetch },
    });
  const anthropic = () =>
    new ChatAnthropic({
      model: "claude-sonnet-4-5",
      apiKey: "test",
      maxRetries: 0,
      maxTokens: 64,
      anthropicApiUrl: stub.anthropicBaseUrl,
      clientOptions: { fetch },
    });
  return { ...calls, scope, tracker, seen, openAi, anthropic, config: calls.monitor.runnableConfig() };
}

/** Turns the clock through the wait between two attempts instead of sitting it out. */
async function withTurnedClock(call: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const answer = call();
    while (stub.calls.length < 2) await vi.advanceTimersByTimeAsync(100).then(() => nextTurn());
    await answer;
  } finally {
    vi.useRealTimers();
  }
}

type Models = ReturnType<typeof fetchingModels>;

const weather = tool(() => "Rain.", { name: "weather", description: "Weather", schema: z.object({}) });

const ways: Record<string, (models: Models) => Promise<unknown>> = {
  invoke: ({ openAi, config }) => openAi().invoke("hi", config),
  stream: async ({ openAi, config }) => collectStream(await openAi().stream("hi", config)),
  "streamEvents v2": ({ openAi, config }) =>
    collectStream(openAi().streamEvents("hi", { ...config, version: "v2" })),
  batch: ({ openAi, config }) => openAi().batch(["a", "b", "c"], config),
  sequence: ({ openAi, config }) =>
    RunnableLambda.from((text: string) => text)
      .pipe(openAi())
      .pipe((message) => message.text)
      .invoke("hi", config),
  "stream of a sequence": async ({ openAi, config }) =>
    collectStream(
      await RunnableLambda.from((text: string) => text)
        .pipe(openAi())
        .stream("hi", config),
    ),
  agent: ({ openAi, config }) =>
    createAgent({ model: openAi(), tools: [weather] }).invoke({ messages: [new HumanMessage("?")] }, config),
  "stream of an agent": async ({ openAi, config }) =>
    collectStream(
      (await createAgent({ model: openAi(), tools: [weather] }).stream(
        { messages: [new HumanMessage("?")] },
        { ...config, streamMode: "messages" },
      )) as AsyncIterable<unknown>,
    ),
  "Responses API": ({ openAi, config }) => openAi({ useResponsesApi: true }).invoke("hi", config),
  Anthropic: ({ anthropic, config }) => anthropic().invoke("hi", config),
  "Anthropic stream": async ({ anthropic, config }) => collectStream(await anthropic().stream("hi", config)),
};

describe("inside the fetch of a model's client, the scope names the run", () => {
  test.each(Object.entries(ways))("%s", async (_, call) => {
    stub.respondWith(({ tools, hasToolResult }) =>
      tools.length > 0 && !hasToolResult
        ? { toolCalls: [{ name: "weather", arguments: {} }] }
        : { text: "ok" },
    );
    const models = fetchingModels();
    await call(models);
    expect(models.seen.length).toBeGreaterThan(0);
    for (const { isOpen } of models.seen) expect(isOpen).toBe(true);
    expect(models.seen.map(({ spanId }) => spanId).sort()).toEqual(
      models
        .llm()
        .map(({ spanId }) => spanId)
        .sort(),
    );
  });

  test("withRetry: each attempt is a run of its own", async () => {
    stub.respondWith(() => (stub.calls.length <= 1 ? { failure: "server" } : { text: "ok" }));
    const { openAi, config, seen, llm } = fetchingModels();
    const model = openAi().withRetry({ stopAfterAttempt: 2 });
    await withTurnedClock(() => model.invoke("hi", config));
    expect(llm().map(({ status }) => status)).toEqual(["error", "ok"]);
    expect(seen.map(({ spanId }) => spanId)).toEqual(llm().map(({ spanId }) => spanId));
  });

  test("withFallbacks: so is each model", async () => {
    stub.respondWith(({ model }) => (model === "gpt-4o" ? { failure: "server" } : { text: "ok" }));
    const { openAi, config, seen, llm } = fetchingModels();
    await openAi()
      .withFallbacks([openAi({ model: "gpt-4o-mini" })])
      .invoke("hi", config);
    expect(llm().map(({ status }) => status)).toEqual(["error", "ok"]);
    expect(seen.map(({ spanId }) => spanId)).toEqual(llm().map(({ spanId }) => spanId));
  });

  test("attempts inside the client belong to one run", async () => {
    stub.respondWith(() => (stub.calls.length <= 1 ? { failure: "server" } : { text: "ok" }));
    const { openAi, config, seen, only } = fetchingModels();
    await withTurnedClock(() => openAi({ maxRetries: 1 }).invoke("hi", config));
    expect(seen).toHaveLength(2);
    expect(seen.map(({ spanId, isOpen }) => [spanId, isOpen])).toEqual(Array(2).fill([only().spanId, true]));
  });

  test("TRAP generate with several prompts starts all runs first: the scope names the last of them for all", async () => {
    const { openAi, config, seen, llm } = fetchingModels();
    await openAi().generate([[new HumanMessage("a")], [new HumanMessage("b")]], config);
    const [, last] = llm();
    expect(seen).toEqual(Array(2).fill({ spanId: last?.spanId, isOpen: true }));
  });

  test("20 at a time, each is inside its own", async () => {
    stub.respondWith(() => ({ text: "ok", delayMs: 1 }));
    const { openAi, config, seen, llm } = fetchingModels();
    await Promise.all(Array.from({ length: 20 }, () => openAi().invoke("hi", config)));
    expect(new Set(seen.map(({ spanId }) => spanId))).toEqual(new Set(llm().map(({ spanId }) => spanId)));
    expect(new Set(seen.map(({ spanId }) => spanId)).size).toBe(20);
  });
});

describe("a call that was entered and has ended", () => {
  const start = ({ monitor }: Models, id: string) =>
    monitor.handler.handleChatModelStart({}, [[]], id, undefined, {}, [], { ls_model_name: "gpt-4o" });

  test("on Node 22 it stays entered in the caller's flow; who joins sees that it is not open", async () => {
    const models = fetchingModels();
    const { monitor, scope, tracker } = models;
    // Node 24 keeps the entering inside LangChain's own flow; calling the hook here does what Node 22 may do.
    await start(models, "run-1");
    expect(scope.callId).toBe("run-1");
    expect(tracker.get("run-1")).toBeDefined();
    await monitor.handler.handleLLMEnd({ generations: [[{ text: "ok" }]] }, "run-1");
    expect(scope.callId).toBe("run-1");
    expect(tracker.get("run-1")).toBeUndefined();
  });

  test("and the next call of LangChain in that flow is inside its own run again", async () => {
    const models = fetchingModels();
    await start(models, "run-1");
    await models.openAi().invoke("hi", models.config);
    expect(models.seen).toEqual([{ spanId: models.only().spanId, isOpen: true }]);
  });

  test("a refused call is not open, entered or not", async () => {
    const { monitor, openAi, config, scope, tracker, seen } = fetchingModels();
    monitor.configure({ budgets: [{ name: "all", limitUsd: 0.000_001 }] });
    await expect(openAi().invoke("hi", config)).rejects.toThrow(/exhausted/);
    expect(seen).toHaveLength(0);
    expect(tracker.get(scope.callId ?? "none")).toBeUndefined();
  });

  test("whatever is left in the caller's flow after a call, it is no open run", async () => {
    const { openAi, config, scope, tracker } = fetchingModels();
    await openAi().invoke("hi", config);
    expect(tracker.get(scope.callId ?? "none")).toBeUndefined();
  });
});
