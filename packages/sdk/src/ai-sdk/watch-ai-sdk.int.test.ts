import { channel, tracingChannel } from "node:diagnostics_channel";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { inOrder } from "@breakwater/testkit/stub/stub-reply";
import { embed, embedMany, generateText, isStepCount, Output, streamText } from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { DOLLAR_A_CALL, type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";
import { openAiProvider, readAll, weatherTool } from "./testing/sdk-models.ts";
import { traceLines } from "./testing/trace-lines.ts";
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
const INTEGRATION = { onStart: () => undefined };

function watched(options: Parameters<typeof watchCalls>[0] = {}): WatchedCalls {
  const calls = watchCalls(options);
  stop = watchAiSdk(calls.monitor);
  return calls;
}

function model() {
  return openAiProvider(stub)("gpt-4o");
}

/** An object of which nothing can be read. */
function hostile(): object {
  const refuse = () => {
    throw new Error("hostile");
  };
  return new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse });
}

describe("operations become traces", () => {
  test("generateText with a tool: only its two model calls have usage and cost", async () => {
    stub.respondWith(({ hasToolResult }) =>
      hasToolResult
        ? { text: "Sunny", usage: USAGE }
        : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }], usage: USAGE },
    );
    const { records } = watched();
    await generateText({ model: model(), prompt: "Hi", tools: weatherTool(), stopWhen: isStepCount(3) });
    expect(traceLines(records)).toEqual([
      "agent > chain > llm gpt-4o ok",
      "agent > chain > llm gpt-4o ok",
      "agent > chain > tool weather ok",
      "agent > chain step ok",
      "agent > chain step ok",
      "agent generateText ok",
    ]);
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(1);
    for (const { kind, usage, cost } of records) {
      expect(usage).toEqual(kind === "llm" ? USAGE : undefined);
      expect(cost === undefined).toBe(kind !== "llm");
    }
  });

  test("streamText: the stream's usage, which no event tells, and its first token", async () => {
    stub.respondWith(() => ({ tokens: ["Hel", "lo"], usage: USAGE }));
    const { records, only } = watched();
    expect(await readAll(streamText({ model: model(), prompt: "Hi" }).textStream)).toBe("Hello");
    expect(traceLines(records)).toEqual([
      "chain > chain > llm gpt-4o ok",
      "chain > chain step ok",
      "chain streamText ok",
    ]);
    expect(only()).toMatchObject({ usage: USAGE, usageSource: "reported" });
    expect(only().timeToFirstTokenMs).toBeDefined();
  });

  test("embed and embedMany are one priced leaf each", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000 } }));
    const { records } = watched();
    const embedding = openAiProvider(stub).embedding("text-embedding-3-small");
    await embed({ model: embedding, value: "Hi" });
    await embedMany({ model: embedding, values: ["Hi", "there"] });
    expect(traceLines(records)).toEqual(Array(2).fill("embedding text-embedding-3-small ok"));
    for (const { cost } of records) expect(cost).toMatchObject({ totalNanos: 20_000 });
  });

  test("a tool that fails is a failed step of an operation that goes on", async () => {
    stub.respondWith(({ hasToolResult }) =>
      hasToolResult ? {} : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }] },
    );
    const { records } = watched();
    const tools = weatherTool(() => Promise.reject(new Error("no forecast")));
    await generateText({ model: model(), prompt: "Hi", tools, stopWhen: isStepCount(3) });
    expect(records.find(({ kind }) => kind === "tool")).toMatchObject({
      status: "error",
      error: { message: "no forecast" },
    });
    expect(records.at(-1)).toMatchObject({ kind: "agent", status: "ok" });
  });

  test("every try of a call is a call, numbered", async () => {
    stub.respondWith(inOrder({ failure: "rate_limit", retryAfterSeconds: 0 }, { usage: USAGE }));
    const { llm } = watched();
    await generateText({ model: model(), prompt: "Hi" });
    expect(llm().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, "error"],
      [2, "ok"],
    ]);
  });
});

describe("what an application keeps from telemetry", () => {
  const hidden = { recordInputs: false, recordOutputs: false };

  test("hidden inputs and outputs: the usage is there all the same", async () => {
    stub.respondWith(() => ({ text: "Hello", usage: USAGE }));
    const { llm } = watched();
    await generateText({ model: model(), prompt: "Hi", telemetry: hidden });
    await readAll(streamText({ model: model(), prompt: "Hi", telemetry: hidden }).textStream);
    expect(llm().map(({ usage }) => usage)).toEqual([USAGE, USAGE]);
  });

  test("integrations of the call's own put ours out: the usage is there all the same", async () => {
    stub.respondWith(() => ({ text: "Hello", usage: USAGE }));
    const { llm } = watched();
    const telemetry = { integrations: INTEGRATION };
    await generateText({ model: model(), prompt: "Hi", telemetry });
    await readAll(streamText({ model: model(), prompt: "Hi", telemetry }).textStream);
    expect(llm().map(({ usage }) => usage)).toEqual([USAGE, USAGE]);
  });

  test("both: the call is recorded and its usage estimated", async () => {
    const { llm, records } = watched();
    const telemetry = { integrations: INTEGRATION, ...hidden };
    await readAll(streamText({ model: model(), prompt: "Hi", telemetry }).textStream);
    expect(llm()).toMatchObject([{ status: "ok", usageSource: "estimated" }]);
    expect(records).toHaveLength(3);
  });

  test("telemetry switched off for a call: not seen", async () => {
    const { records } = watched();
    await generateText({ model: model(), prompt: "Hi", telemetry: { isEnabled: false } });
    expect(records).toEqual([]);
  });
});

describe("for whom a call is", () => {
  test("withContext, twenty at once", async () => {
    const { monitor, llm } = watched();
    const users = Array.from({ length: 20 }, (_, index) => `user_${index}`);
    const ask = (userId: string) =>
      monitor.withContext({ userId, sessionId: userId }, () =>
        generateText({ model: model(), prompt: userId, telemetry: { functionId: userId } }),
      );
    await Promise.all(users.map(ask));
    expect(new Set(llm().map(({ userId }) => userId))).toEqual(new Set(users));
    for (const { userId, sessionId, queryType } of llm())
      expect([sessionId, queryType]).toEqual([userId, userId]);
  });

  test("streams with tools, twenty at once: each trace is whole and one user's", async () => {
    stub.respondWith(({ hasToolResult }) =>
      hasToolResult
        ? { tokens: ["Sun", "ny"], interTokenMs: 1 }
        : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }] },
    );
    const { monitor, records } = watched();
    const ask = (userId: string) =>
      monitor.withContext({ userId }, () => {
        const options = { tools: weatherTool(), stopWhen: isStepCount(3) };
        return readAll(streamText({ model: model(), prompt: userId, ...options }).textStream);
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(`user_${index}`)));
    const traces = Map.groupBy(records, ({ traceId }) => traceId);
    expect(traces.size).toBe(20);
    for (const trace of traces.values()) {
      expect(traceLines(trace)).toEqual([
        "agent > chain > llm gpt-4o ok",
        "agent > chain > llm gpt-4o ok",
        "agent > chain > tool weather ok",
        "agent > chain step ok",
        "agent > chain step ok",
        "agent streamText ok",
      ]);
      expect(new Set(trace.map(({ userId }) => userId)).size).toBe(1);
    }
    expect(new Set(records.map(({ userId }) => userId)).size).toBe(20);
  });

  test("the runtime context that is shown to telemetry, the provider options and the function id", async () => {
    const { records, llm } = watched();
    await generateText({
      model: model(),
      prompt: "Hi",
      runtimeContext: { userId: "u1", secret: "s" },
      telemetry: { functionId: "greeting", includeRuntimeContext: { userId: true } },
      providerOptions: { breakwater: { sessionId: "s1", tags: ["beta"] } },
    });
    const known = { userId: "u1", sessionId: "s1", queryType: "greeting", tags: ["beta"] };
    expect(llm()).toMatchObject([known]);
    expect(records.at(-1)).toMatchObject({ ...known, name: "greeting" });
    expect(JSON.stringify(records)).not.toContain("secret");
  });
});

describe("budgets", () => {
  const options = { ...DOLLAR_A_CALL, dailyBudgetUsd: 1 };
  const ask = () => generateText({ model: model(), prompt: "Hi", maxOutputTokens: 10 });

  test("hold without any wiring: the refused call is not sent", async () => {
    const { records } = watched(options);
    await ask();
    await expect(ask()).rejects.toBeInstanceOf(BudgetExceededError);
    expect(stub.calls).toHaveLength(1);
    expect(traceLines(records).slice(0, 2)).toEqual([
      "chain > chain > llm gpt-4o blocked",
      "chain > chain > llm gpt-4o ok",
    ]);
  });

  test("twenty at once: one is sent", async () => {
    watched(options);
    const results = await Promise.allSettled(Array.from({ length: 20 }, ask));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(stub.calls).toHaveLength(1);
  });

  test("a call with integrations of its own passes unasked, and is charged", async () => {
    const { monitor } = watched(options);
    await ask();
    await generateText({ model: model(), prompt: "Hi", telemetry: { integrations: INTEGRATION } });
    expect(stub.calls).toHaveLength(2);
    expect(monitor.budgets()[0]?.spentNanos).toBe(2_000_000_000);
  });

  test("the hold covers the schema that is asked for", async () => {
    const heldWith = async (description: string) => {
      const { only } = watched({ dailyBudgetUsd: 1 });
      stub.respondWith(() => ({ text: '{"city":"Ulm"}' }));
      const output = Output.object({ schema: z.object({ city: z.string().describe(description) }) });
      await generateText({ model: model(), prompt: "Hi", output, maxOutputTokens: 10 });
      stop();
      return only().budget?.heldNanos ?? 0;
    };
    expect(await heldWith("x".repeat(1_000))).toBeGreaterThan(await heldWith("x"));
  });
});

describe("watching", () => {
  test("twice is once, and it can be stopped", async () => {
    const { monitor, records } = watched();
    watchAiSdk(monitor)();
    await generateText({ model: model(), prompt: "Hi" });
    expect(records).toHaveLength(3);
    stop();
    await generateText({ model: model(), prompt: "Hi" });
    expect(records).toHaveLength(3);
    for (const event of ["start", "asyncEnd"])
      expect(channel(`tracing:ai:telemetry:${event}`).hasSubscribers).toBe(false);
    expect(Reflect.get(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS")).toEqual([]);
  });

  test.each([
    ["nothing", undefined],
    ["no event", { type: "generateText" }],
    ["an unknown type", { type: "rerank", event: {} }],
    ["an event that throws", { type: "languageModelCall", event: hostile() }],
  ])("a message with %s changes nothing for the host", (_what, message) => {
    const { monitor } = watched();
    const events = tracingChannel<string, object>("ai:telemetry");
    expect(events.traceSync(() => "went on", message as object)).toBe("went on");
    events.asyncEnd.publish({ ...message });
    expect(monitor.report().toText()).toBeTypeOf("string");
  });

  test("prompts and answers are kept where payloads are", async () => {
    stub.respondWith(() => ({ text: "Hello" }));
    const { only } = watched({ payloads: "on" });
    await readAll(streamText({ model: model(), instructions: "Be kind", prompt: "Hi there" }).textStream);
    expect(only().input).toContain("Hi there");
    expect(only().output).toBe("Hello");
  });
});
