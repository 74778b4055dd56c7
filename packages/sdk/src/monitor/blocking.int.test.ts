import { execFile } from "node:child_process";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeLLM } from "@langchain/core/utils/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HookRecorder } from "../testing/hook-recorder.ts";
import { anthropicOf, DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

const DAY_MS = 24 * 3_600_000;

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

function budgetOf(calls: number) {
  return { ...DOLLAR_A_CALL, dailyBudgetUsd: calls };
}

describe("FACTS 1.3: a refused call never leaves the process", () => {
  test.each(["openai", "anthropic"] as const)(
    "%s: 0 HTTP calls for invoke, stream and batch",
    async (vendor) => {
      const { monitor, llm } = watchCalls(EMPTY);
      const model: BaseChatModel = vendor === "openai" ? openAiOf(stub) : anthropicOf(stub);
      const config = monitor.runnableConfig({ userId: "u1" });
      await expect(model.invoke("hi", config)).rejects.toBeInstanceOf(BudgetExceededError);
      await expect(model.stream("hi", config).then(collectStream)).rejects.toBeInstanceOf(
        BudgetExceededError,
      );
      await expect(model.batch(["a", "b"], config)).rejects.toBeInstanceOf(BudgetExceededError);
      expect(stub.calls).toHaveLength(0);
      expect(llm().map(({ status }) => status)).toEqual(["blocked", "blocked", "blocked", "blocked"]);
    },
  );

  test("LiteLLM #14144: the denial says which budget, for whom, its numbers and when it resets", async () => {
    const { monitor, only } = watchCalls({
      ...DOLLAR_A_CALL,
      budgets: [
        { name: "all", limitUsd: 100 },
        { name: "each user", limitUsd: 0.5, per: ["userId"] },
      ],
    });
    const call = openAiOf(stub).invoke("hi", monitor.runnableConfig({ userId: "u1" }));
    const denial = {
      budget: "each user",
      key: { userId: "u1" },
      limitNanos: 500_000_000,
      spentNanos: 0,
      heldNanos: 0,
      requestedNanos: 1_000_000_000,
      resetsAt: "2026-01-16T00:00:00.000Z",
      reason: "limit",
    };
    await expect(call).rejects.toMatchObject({
      name: "BudgetExceededError",
      code: "BW_BUDGET_EXCEEDED",
      status: 402,
      denial,
      message: expect.stringContaining('Budget "each user" of userId u1 is exhausted: limit $0.50'),
    });
    expect(only()).toMatchObject({ status: "blocked", error: { class: "budget" }, budget: { denial } });
    expect(only().cost).toBeUndefined();
    // All or nothing: the wider budget, which had room, holds nothing.
    expect(monitor.budgets().map(({ heldNanos }) => heldNanos)).toEqual([0, 0]);
  });

  test("inside a chain, the caller gets the same error object and the chain is recorded as failed", async () => {
    const { monitor, records } = watchCalls(EMPTY);
    const chain = RunnableLambda.from((text: string) => text).pipe(openAiOf(stub));
    await expect(chain.invoke("hi", monitor.runnableConfig())).rejects.toBeInstanceOf(BudgetExceededError);
    expect(stub.calls).toHaveLength(0);
    const root = records.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(root).toMatchObject({ kind: "chain", status: "error", error: { class: "budget" } });
  });

  test("TRAP a handler that only awaits, or only throws, stops nothing", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    class OnlyAwaits extends BaseCallbackHandler {
      override readonly name = "only_awaits";
      constructor() {
        super({ _awaitHandler: true });
      }
      override handleChatModelStart(): void {
        throw new Error("stop");
      }
    }
    await openAiOf(stub).invoke("hi", { callbacks: [new OnlyAwaits()] });
    const thrower = { handleChatModelStart: () => Promise.reject(new Error("stop")) };
    await openAiOf(stub).invoke("hi", { callbacks: [thrower] });
    expect(stub.calls).toHaveLength(2);
  });

  test("TRAP raiseError without awaitHandlers sends the call and then crashes the process", async () => {
    const program = `
      import { FakeListChatModel } from "@langchain/core/utils/testing";
      const handler = { raiseError: true, handleChatModelStart: async () => { throw new Error("too late"); } };
      const answer = await new FakeListChatModel({ responses: ["sent"] }).invoke("hi", { callbacks: [handler] });
      console.log(answer.content);
      setTimeout(() => console.log("survived"), 2_000);
    `;
    const { code, stdout } = await runProgram(program);
    expect(stdout).toContain("sent");
    expect(stdout).not.toContain("survived");
    expect(code).not.toBe(0);
  });

  test("LANGCHAIN_CALLBACKS_BACKGROUND, whatever it says, does not undo the stop", async () => {
    for (const value of ["true", "false"]) {
      vi.stubEnv("LANGCHAIN_CALLBACKS_BACKGROUND", value);
      const { monitor } = watchCalls(EMPTY);
      const call = openAiOf(stub).invoke("hi", monitor.runnableConfig());
      await expect(call).rejects.toBeInstanceOf(BudgetExceededError);
    }
    vi.unstubAllEnvs();
    expect(stub.calls).toHaveLength(0);
  });

  test("a handler that hangs in LangChain's background queue delays neither the call nor our record", async () => {
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { monitor, only } = watchCalls(budgetOf(1));
    const config = monitor.runnableConfig({}, { callbacks: [{ handleChatModelStart: () => hanging }] });
    await openAiOf(stub).invoke("hi", config);
    expect(only()).toMatchObject({ status: "ok", budget: { chargedNanos: 1_000_000_000 } });
    release();
    await awaitAllCallbacks();
  });

  test("completion models are refused as chat models are", async () => {
    const { monitor, only } = watchCalls({ dailyBudgetUsd: 100 });
    const call = new FakeLLM({ response: "sent" }).invoke("hi", monitor.runnableConfig({ userId: "u1" }));
    await expect(call).rejects.toMatchObject({ denial: { reason: "unpriced" } });
    expect(only()).toMatchObject({ status: "blocked", userId: "u1" });
  });

  test("our handler has both, so that neither half can go missing", () => {
    const { monitor } = watchCalls();
    expect(monitor.handler).toMatchObject({ raiseError: true, awaitHandlers: true });
  });

  test("FACTS 1.3: another tracer gets a start and never an end for the refused run; its chain ends", async () => {
    const { monitor } = watchCalls(EMPTY);
    const other = new HookRecorder();
    const chain = RunnableLambda.from((text: string) => text).pipe(openAiOf(stub));
    const config = monitor.runnableConfig({}, { callbacks: [other] });
    await expect(chain.invoke("hi", config)).rejects.toBeInstanceOf(BudgetExceededError);
    expect(other.hooks()).toContain("handleChatModelStart");
    expect(other.hooks()).not.toContain("handleLLMEnd");
    expect(other.hooks()).not.toContain("handleLLMError");
    expect(other.hooks()).toContain("handleChainError");
  });

  test("other handlers see every call that is let through", async () => {
    const { monitor, only } = watchCalls(budgetOf(1));
    const other = new HookRecorder();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig({}, { callbacks: [other] }));
    expect(other.hooks()).toEqual(["handleChatModelStart", "handleLLMEnd"]);
    expect(only().status).toBe("ok");
  });

  test("a concern that throws at the end of a call does not cost the caller the answer", async () => {
    const broken = {
      onRecord: () => {
        throw new Error("observer is broken");
      },
    };
    const { monitor, warnings } = watchCalls({ ...budgetOf(5), concerns: { log: broken } });
    stub.respondWith(() => ({ text: "the answer" }));
    const answer = await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(answer.content).toBe("the answer");
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
    expect((await monitor.flush()).internalErrors).toBe(1);
    expect(warnings.join()).toContain("observer is broken");
  });

  test("another handler that throws in the middle of a stream: what was streamed is charged", async () => {
    const cutter = new (class extends BaseCallbackHandler {
      override readonly name = "cutter";
      constructor() {
        super({ raiseError: true });
      }
      override handleLLMNewToken(token: string): void {
        if (token.includes("three")) throw new Error("enough");
      }
    })();
    stub.respondWith(() => ({ tokens: ["one", " two", " three", " four"], interTokenMs: 5 }));
    const { monitor, only } = watchCalls({ dailyBudgetUsd: 1 });
    const stream = openAiOf(stub).stream("hi", monitor.runnableConfig({}, { callbacks: [cutter] }));
    await expect(stream.then(collectStream)).rejects.toThrow("enough");
    await stub.waitForEnded(1);
    expect(stub.calls[0]?.ending).toBe("broken_off_by_client");
    expect(only()).toMatchObject({ status: "error", usageSource: "estimated" });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(2);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
  });
});

describe("budgets that the peers did not hold", () => {
  test("check-then-act: a budget of 3 lets exactly 3 of 10 concurrent calls out", async () => {
    const { monitor, llm } = watchCalls(budgetOf(3));
    const calls = Array.from({ length: 10 }, () => openAiOf(stub).invoke("hi", monitor.runnableConfig()));
    const results = await Promise.allSettled(calls);
    expect(stub.calls).toHaveLength(3);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of refused) expect(reason).toBeInstanceOf(BudgetExceededError);
    expect(llm().filter(({ status }) => status === "blocked")).toHaveLength(7);
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 3_000_000_000, heldNanos: 0, deniedCalls: 7 });
  });

  test("check-then-act: and of a batch of 10 with concurrency 5 exactly 3", async () => {
    const { monitor } = watchCalls(budgetOf(3));
    const questions = Array.from({ length: 10 }, (_, index) => String(index));
    const config = { ...monitor.runnableConfig(), maxConcurrency: 5 };
    const answers = await openAiOf(stub).batch(questions, config, { returnExceptions: true });
    expect(stub.calls).toHaveLength(3);
    expect(answers.filter((answer) => answer instanceof BudgetExceededError)).toHaveLength(7);
  });

  test("a hold is the most that a call can cost: the real, smaller cost frees the rest", async () => {
    // gpt-4o, 64 tokens out at most: 640,000 nano-dollars and the input.
    stub.respondWith(() => ({ text: "x", usage: { inputTokens: 8, outputTokens: 1 } }));
    const { monitor, llm } = watchCalls({ dailyBudgetUsd: 0.001 });
    for (let call = 0; call < 5; call += 1) await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    const charged = 8 * 2_500 + 10_000;
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 5 * charged, heldNanos: 0 });
    for (const { budget } of llm()) {
      expect(budget).toMatchObject({ chargedNanos: charged, isBounded: true });
      expect(budget?.heldNanos).toBeGreaterThanOrEqual(640_000);
    }
  });

  test("LiteLLM #23714: a budget lowered below what is spent refuses the very next call", async () => {
    const { monitor } = watchCalls(budgetOf(10));
    for (let call = 0; call < 3; call += 1) await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    monitor.configure({ dailyBudgetUsd: 2 });
    await expect(openAiOf(stub).invoke("hi", monitor.runnableConfig())).rejects.toThrow(/spent \$3.00/);
    expect(stub.calls).toHaveLength(3);
  });

  test("LiteLLM #24675: budgets of end users apply to each user, and reset with the day", async () => {
    const { monitor, clock } = watchCalls({
      ...DOLLAR_A_CALL,
      budgets: [{ name: "user", limitUsd: 1, per: ["userId"] }],
    });
    const ask = (userId: string) => monitor.query(openAiOf(stub), "hi", { userId });
    await ask("a");
    await ask("b");
    await expect(ask("a")).rejects.toMatchObject({ denial: { key: { userId: "a" } } });
    await clock.advance(DAY_MS);
    await ask("a");
    expect(stub.calls).toHaveLength(3);
  });

  test("LiteLLM #34896: the day resets at midnight of the budget's own time zone", async () => {
    // The clock shows noon UTC: 21:00 in Tokyo, three hours before its midnight.
    const { monitor, clock } = watchCalls({ ...budgetOf(1), timeZone: "Asia/Tokyo" });
    const ask = () => monitor.query(openAiOf(stub), "hi");
    await ask();
    await clock.advance(3 * 3_600_000 - 1);
    await expect(ask()).rejects.toThrow("It resets at 2026-01-15T15:00:00.000Z");
    await clock.advance(1);
    await ask();
    expect(stub.calls).toHaveLength(2);
  });

  test("LiteLLM #27639 #36926 #27735 #40050: calls that fail unbilled leave no phantom spend behind", async () => {
    stub.respondWith(() => ({ failure: "server" }));
    const { monitor, llm } = watchCalls(budgetOf(1));
    for (let call = 0; call < 5; call += 1) {
      await expect(openAiOf(stub).invoke("hi", monitor.runnableConfig())).rejects.toMatchObject({
        status: 500,
      });
    }
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 0, heldNanos: 0, deniedCalls: 0 });
    expect(llm().map(({ budget }) => budget?.chargedNanos)).toEqual([0, 0, 0, 0, 0]);
    stub.respondWith(() => ({}));
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
  });

  test("a budget that warns lets calls through and refuses none", async () => {
    const { monitor } = watchCalls({
      ...DOLLAR_A_CALL,
      budgets: [{ name: "soft", limitUsd: 1, onExceed: "warn" }],
    });
    for (let call = 0; call < 3; call += 1) await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 3_000_000_000, deniedCalls: 0 });
  });
});

describe("FACTS 1.4.10: generate() with several prompts", () => {
  const prompts = [[new HumanMessage("a")], [new HumanMessage("b")]];

  test("is one run for each prompt, each with its own record", async () => {
    const { monitor, llm } = watchCalls(budgetOf(5));
    await openAiOf(stub).generate(prompts, monitor.runnableConfig());
    expect(llm()).toHaveLength(2);
    expect(monitor.budgets()[0]?.spentNanos).toBe(2_000_000_000);
  });

  test("one refused prompt stops all before any is sent; its sibling never ends and is swept", async () => {
    const { monitor, llm, clock } = watchCalls({ ...budgetOf(1), abandonAfterMs: 60_000 });
    const call = openAiOf(stub).generate(prompts, monitor.runnableConfig());
    await expect(call).rejects.toBeInstanceOf(BudgetExceededError);
    expect(stub.calls).toHaveLength(0);
    expect(llm().map(({ status }) => status)).toEqual(["blocked"]);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 1_000_000_000, spentNanos: 0 });
    await clock.advance(120_000);
    expect(llm().map(({ status }) => status)).toEqual(["blocked", "abandoned"]);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: 1_000_000_000 });
  });
});

/** Runs a module in a process of its own, which may crash. */
function runProgram(program: string): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    const cwd = import.meta.dirname;
    execFile(process.execPath, ["--input-type=module", "-e", program], { cwd }, (error, stdout) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout });
    });
  });
}
