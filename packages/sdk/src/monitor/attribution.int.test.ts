import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda, RunnableMap } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let clock: FakeClock;
let stub: ProviderStub;

beforeAll(async () => {
  clock = createFakeClock();
  stub = await startProviderStub({ clock });
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

describe("nothing is keyed on the last one", () => {
  test("calls that end in the reverse order keep their own user, start and duration", async () => {
    stub.respondWith(({ userText }) => ({ text: userText, delayMs: Number(userText) }));
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL, clock);
    const start = clock.now();
    const ask = (userId: string, delayMs: number) =>
      monitor.query(openAiOf(stub), String(delayMs), { userId, sessionId: `session of ${userId}` });
    const slow = ask("ann", 3_000);
    const middle = ask("bob", 2_000);
    const quick = ask("cleo", 1_000);
    await stub.waitForArrived(3);
    for (const next of [quick, middle, slow]) {
      await clock.advance(1_000);
      await next;
    }
    const startTime = new Date(start).toISOString().replace("Z", "000Z");
    expect(llm()).toMatchObject([
      { userId: "cleo", sessionId: "session of cleo", durationMs: 1_000, startTime },
      { userId: "bob", sessionId: "session of bob", durationMs: 2_000, startTime },
      { userId: "ann", sessionId: "session of ann", durationMs: 3_000, startTime },
    ]);
    const byUser = monitor.cost.snapshot(clock.now()).byUser.rows;
    expect(byUser.map(({ key, totals }) => [key, totals.totalNanos]).sort()).toEqual([
      ["ann", 1_000_000_000],
      ["bob", 1_000_000_000],
      ["cleo", 1_000_000_000],
    ]);
  });

  test("the cost of every user is his own, however many ask at once", async () => {
    stub.respondWith(({ userText }) => ({ usage: { inputTokens: Number(userText), outputTokens: 0 } }));
    const { monitor } = watchCalls({}, clock);
    const calls = Array.from({ length: 60 }, (_, index) => {
      const user = index % 6;
      return monitor.query(openAiOf(stub), String(user + 1), { userId: `user ${user}` });
    });
    await Promise.all(calls);
    const rows = monitor.cost.snapshot(clock.now()).byUser.rows;
    expect(rows.map(({ key, totals }) => [key, totals.calls, totals.totalNanos]).sort()).toEqual(
      Array.from({ length: 6 }, (_, user) => [`user ${user}`, 10, 10 * (user + 1) * 2_500]),
    );
  });

  test("chains side by side: every step has the trace, the parent and the user of its own chain", async () => {
    const { monitor, records } = watchCalls({}, clock);
    const prompt = ChatPromptTemplate.fromTemplate("{q}");
    const chain = prompt.pipe(openAiOf(stub)).pipe(new StringOutputParser());
    const users = ["ann", "bob", "cleo", "dan"];
    await Promise.all(users.map((userId) => chain.invoke({ q: userId }, monitor.runnableConfig({ userId }))));
    const roots = records.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(roots.map(({ userId }) => userId).sort()).toEqual(users);
    for (const root of roots) {
      const trace = records.filter(({ traceId }) => traceId === root.traceId);
      expect(trace).toHaveLength(4);
      for (const step of trace) {
        expect(step.userId).toBe(root.userId);
        if (step !== root) expect(step.parentSpanId).toBe(root.spanId);
      }
    }
  });

  test("parallel branches of one chain keep their own timings and parents", async () => {
    stub.respondWith(({ userText }) => ({ delayMs: userText === "slow" ? 500 : 100 }));
    const { monitor, records, llm } = watchCalls({}, clock);
    const branch = (name: string) =>
      RunnableLambda.from((_: unknown, config) => openAiOf(stub).invoke(name, config)).withConfig({
        runName: name,
      });
    const both = RunnableMap.from({ slow: branch("slow"), quick: branch("quick") });
    const done = both.invoke({}, monitor.runnableConfig({ userId: "ann" }));
    await stub.waitForArrived(2);
    await clock.advance(100);
    await stub.waitForEnded(1);
    // The quick answer is under way to the client; its end must be seen at this time.
    while (llm().length === 0) await nextTurn();
    await clock.advance(400);
    await done;
    expect(llm().map(({ durationMs }) => durationMs)).toEqual([100, 500]);
    const parents = llm().map(
      ({ parentSpanId }) => records.find(({ spanId }) => spanId === parentSpanId)?.name,
    );
    expect(parents).toEqual(["quick", "slow"]);
  });

  test("a batch is one call for each question, each with its own output", async () => {
    stub.respondWith(({ userText }) => ({ text: `about ${userText}` }));
    const { monitor, llm } = watchCalls({ payloads: "on" }, clock);
    const questions = ["a", "b", "c", "d", "e"];
    await openAiOf(stub).batch(questions, monitor.runnableConfig({ userId: "ann" }));
    const pairs = llm().map(({ input, output }) => [/"content":"(\w)"/.exec(input ?? "")?.[1], output]);
    expect(pairs.sort()).toEqual(questions.map((question) => [question, `about ${question}`]));
  });
});

describe("FACTS 1.3: awaited handlers run in the caller's own async context", () => {
  test("every one of many concurrent calls sees its own store", async () => {
    const tenant = new AsyncLocalStorage<string>();
    const seen: (readonly [string | undefined, string | undefined])[] = [];
    const log = {
      onRecord: ({ userId }: { userId?: string }) => void seen.push([userId, tenant.getStore()]),
    };
    const { monitor } = watchCalls({ concerns: { log } }, clock);
    const users = ["ann", "bob", "cleo"];
    await Promise.all(
      users.map((userId) => tenant.run(userId, () => monitor.query(openAiOf(stub), "hi", { userId }))),
    );
    expect(seen.sort()).toEqual(users.map((userId) => [userId, userId]));
  });

  test("TRAP in the background, a handler sees a store that may be another's", async () => {
    const tenant = new AsyncLocalStorage<string>();
    const seen: (readonly [unknown, string | undefined])[] = [];
    const background = {
      handleChatModelStart: (...args: unknown[]) => {
        seen.push([(args[6] as { userId?: string } | undefined)?.userId, tenant.getStore()]);
      },
    };
    const { monitor } = watchCalls({}, clock);
    const users = ["ann", "bob", "cleo"];
    const model = new FakeListChatModel({ responses: ["x"] });
    await Promise.all(
      users.map((userId) =>
        tenant.run(userId, () =>
          model.invoke("hi", monitor.runnableConfig({ userId }, { callbacks: [background] })),
        ),
      ),
    );
    expect(seen).toHaveLength(3);
    expect(seen.every(([userId, store]) => userId === store)).toBe(false);
  });
});

describe("streams of several users", () => {
  test("interleaved tokens are timed for their own stream", async () => {
    stub.respondWith(({ userText }) => ({ tokens: ["a", "b"], firstTokenMs: Number(userText) }));
    const { monitor, llm } = watchCalls({}, clock);
    const read = async (userId: string, firstTokenMs: number) =>
      collectStream(await openAiOf(stub).stream(String(firstTokenMs), monitor.runnableConfig({ userId })));
    const late = read("ann", 700);
    const early = read("bob", 300);
    await stub.waitForArrived(2);
    await clock.advance(300);
    await early;
    await clock.advance(400);
    await late;
    expect(llm()).toMatchObject([
      { userId: "bob", timeToFirstTokenMs: 300, durationMs: 300 },
      { userId: "ann", timeToFirstTokenMs: 700, durationMs: 700 },
    ]);
  });
});
