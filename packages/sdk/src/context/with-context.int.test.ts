import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { createAgent } from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
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

/** A monitor, and the config with its handler alone: who a call is for comes from the context around it. */
function watched(...options: Parameters<typeof watchCalls>) {
  const calls = watchCalls(...options);
  const users = () => calls.llm().map(({ userId }) => userId);
  return { ...calls, users, config: { callbacks: [calls.monitor.handler] } };
}

const U1 = { userId: "u1" };

describe("withContext says for whom LangChain's calls are made", () => {
  const ways = {
    invoke: (config: object) => openAiOf(stub).invoke("hi", config),
    stream: async (config: object) => collectStream(await openAiOf(stub).stream("hi", config)),
    batch: (config: object) => openAiOf(stub).batch(["hi"], config),
    generate: (config: object) => openAiOf(stub).generate([[new HumanMessage("hi")]], config),
    "streamEvents v2": (config: object) =>
      collectStream(openAiOf(stub).streamEvents("hi", { ...config, version: "v2" })),
    withRetry: (config: object) => openAiOf(stub).withRetry().invoke("hi", config),
    withFallbacks: (config: object) =>
      openAiOf(stub)
        .withFallbacks([openAiOf(stub)])
        .invoke("hi", config),
    chain: (config: object) =>
      RunnableLambda.from((text: string) => text)
        .pipe(openAiOf(stub))
        .invoke("hi", config),
    Anthropic: (config: object) => anthropicOf(stub).invoke("hi", config),
    "Anthropic stream": async (config: object) => collectStream(await anthropicOf(stub).stream("hi", config)),
  };

  test.each(Object.entries(ways))("%s", async (_, call) => {
    const { monitor, records, only, config } = watched();
    const context = {
      userId: "u1",
      sessionId: "s1",
      queryType: "search",
      tags: ["a"],
      metadata: { team: "x" },
    };
    await monitor.withContext(context, () => call(config));
    expect(only()).toMatchObject({ ...context, status: "ok" });
    for (const record of records) expect(record.userId).toBe("u1");
  });

  test("an agent, its tools, and a model inside a tool", async () => {
    stub.respondWith(({ tools, hasToolResult }) =>
      tools.length > 0 && !hasToolResult
        ? { toolCalls: [{ name: "expert", arguments: { city: "Oslo" } }] }
        : { text: "Rain." },
    );
    const expert = tool(
      async ({ city }: { city: string }) => (await openAiOf(stub).invoke(`Weather of ${city}?`)).text,
      { name: "expert", description: "Asks", schema: z.object({ city: z.string() }) },
    );
    const { monitor, records, users, config } = watched();
    const agent = createAgent({ model: openAiOf(stub), tools: [expert] });
    await monitor.withContext(U1, () => agent.invoke({ messages: [new HumanMessage("?")] }, config));
    expect(users()).toEqual(["u1", "u1", "u1"]);
    expect(records.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["agent", "tool", "chain"]));
    for (const record of records) expect(record.userId).toBe("u1");
  });

  test("20 at a time, each is the right one's, and each user's own budget stops it", async () => {
    const { monitor, llm, config } = watched({
      ...DOLLAR_A_CALL,
      budgets: [{ name: "each user", limitUsd: 2, per: ["userId"] }],
    });
    stub.respondWith(() => ({ text: "ok", delayMs: 1 }));
    const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
    await Promise.all(
      users.map((userId) =>
        monitor.withContext({ userId }, async () => {
          await openAiOf(stub).invoke("hi", config);
          await collectStream(await openAiOf(stub).stream("hi", config));
          await expect(openAiOf(stub).invoke("hi", config)).rejects.toBeInstanceOf(BudgetExceededError);
        }),
      ),
    );
    for (const userId of users) {
      const own = llm().filter((record) => record.userId === userId);
      expect(own.map(({ status }) => status)).toEqual(["ok", "ok", "blocked"]);
    }
    expect(stub.calls).toHaveLength(40);
  });
});

describe("contexts inside contexts", () => {
  test("the inner one wins and adds up, and ends where it ends", async () => {
    const { monitor, llm, config } = watched();
    const ask = () => openAiOf(stub).invoke("hi", config);
    const outer = { userId: "u1", queryType: "chat", tags: ["a"], metadata: { team: "x", tier: "free" } };
    await monitor.withContext(outer, async () => {
      await monitor.withContext({ queryType: "search", tags: ["b"], metadata: { tier: "paid" } }, ask);
      await ask();
    });
    await ask();
    expect(llm()[0]).toMatchObject({
      userId: "u1",
      queryType: "search",
      tags: ["a", "b"],
      metadata: { team: "x", tier: "paid" },
    });
    expect(llm()[1]).toMatchObject(outer);
    expect(llm()[2]).not.toHaveProperty("userId");
  });

  test("what a call says itself wins", async () => {
    const { monitor, only } = watched();
    await monitor.withContext({ userId: "u1", sessionId: "s1" }, () =>
      openAiOf(stub).invoke("hi", monitor.runnableConfig({ userId: "u2" })),
    );
    expect(only()).toMatchObject({ userId: "u2", sessionId: "s1" });
  });

  test("it passes on what the function returns and throws", () => {
    const { monitor } = watched();
    expect(monitor.withContext(U1, () => 7)).toBe(7);
    const failing = () => {
      throw new RangeError("its own");
    };
    expect(() => monitor.withContext(U1, failing)).toThrow("its own");
  });
});

describe("work that goes on after withContext has returned", () => {
  test("timers, immediates and promises that nobody waits for keep it", async () => {
    const { monitor, users, config } = watched();
    const ask = () => openAiOf(stub).invoke("hi", config);
    const work = monitor.withContext(U1, () => [
      new Promise((resolve) => setTimeout(() => resolve(ask()), 0)),
      new Promise((resolve) => setImmediate(() => resolve(ask()))),
      Promise.resolve().then(ask),
    ]);
    await Promise.all(work);
    expect(users()).toEqual(["u1", "u1", "u1"]);
  });

  test("a model's stream keeps it when it is read outside", async () => {
    const { monitor, only, config } = watched();
    const stream = await monitor.withContext(U1, () => openAiOf(stub).stream("hi", config));
    await monitor.withContext({ userId: "reader" }, () => collectStream(stream));
    expect(only()).toMatchObject({ userId: "u1", status: "ok", usageSource: "reported" });
  });

  test("an agent's stream keeps it when it is read outside", async () => {
    const { monitor, users, config } = watched();
    const agent = createAgent({ model: openAiOf(stub), tools: [] });
    const stream = await monitor.withContext(U1, () =>
      agent.stream({ messages: [new HumanMessage("?")] }, config),
    );
    await monitor.withContext({ userId: "reader" }, () => collectStream(stream as AsyncIterable<unknown>));
    expect(users()).toEqual(["u1"]);
  });
});

describe("where Node's async context does not reach", () => {
  test("TRAP an async generator runs in the context of who reads it, not of who made it", async () => {
    const { monitor, users, config } = watched();
    async function* answers() {
      yield await openAiOf(stub).invoke("hi", config);
    }
    const made = monitor.withContext(U1, () => answers());
    await monitor.withContext({ userId: "reader" }, () => collectStream(made));
    expect(users()).toEqual(["reader"]);
  });

  test("so it sets its context itself, around each call", async () => {
    const { monitor, users, config } = watched();
    async function* answers() {
      yield await monitor.withContext(U1, () => openAiOf(stub).invoke("hi", config));
    }
    await monitor.withContext({ userId: "reader" }, () => collectStream(answers()));
    expect(users()).toEqual(["u1"]);
  });

  test("TRAP a listener runs in the context of who emits, not of who listens; a bound one keeps its own", async () => {
    const { monitor, users, config } = watched();
    const emitter = new EventEmitter();
    const ask = () =>
      void openAiOf(stub)
        .invoke("hi", config)
        .then(() => emitter.emit("done"));
    for (const listen of [
      () => emitter.once("ask", ask),
      () => emitter.once("ask", AsyncLocalStorage.bind(ask)),
    ]) {
      monitor.withContext(U1, listen);
      const done = once(emitter, "done");
      monitor.withContext({ userId: "emitter" }, () => emitter.emit("ask"));
      await done;
    }
    expect(users()).toEqual(["emitter", "u1"]);
  });

  test("TRAP a queue's work runs in the context of its worker; a bound job keeps its own", async () => {
    const { monitor, users, config } = watched();
    const ask = () => openAiOf(stub).invoke("hi", config);
    const jobs: (() => Promise<unknown>)[] = [];
    monitor.withContext(U1, () => jobs.push(ask, AsyncLocalStorage.bind(ask)));
    for (const job of jobs) await job();
    expect(users()).toEqual([undefined, "u1"]);
  });
});
