import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { interrupt, MemorySaver } from "@langchain/langgraph";
import { type AgentMiddleware, createAgent, createMiddleware, summarizationMiddleware } from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";
import { budgetMiddleware } from "./agent-middleware.ts";
import { withSoftLanding } from "./soft-landing.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  stub.respondWith(({ model }) => ({
    text: model === "gpt-4.1" ? "Oslo was talked of." : "Take an umbrella.",
  }));
  // LangChain writes every denial there.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

/** A conversation long enough to be summarised. */
const HISTORY: BaseMessage[] = [
  new HumanMessage("I live in Oslo."),
  new AIMessage("How nice."),
  new HumanMessage("I have no umbrella."),
  new AIMessage("Think of one."),
  new HumanMessage("Will it rain?"),
];

/** The model of the summaries has no budget; the agent's has. */
const NO_SUMMARIES = {
  ...DOLLAR_A_CALL,
  budgets: [
    { name: "summaries", limitUsd: 0.5, match: { model: "gpt-4.1" } },
    { name: "answers", limitUsd: 100, match: { model: "gpt-4o" } },
  ],
};

// LangChain's own types do not hold under this repository's compiler options, whence the casts.
const summaries = (): AgentMiddleware =>
  summarizationMiddleware({
    model: openAiOf(stub, { model: "gpt-4.1" }),
    trigger: { messages: 4 },
    keep: { messages: 1 },
  } as never);

function agentOf(middleware: readonly unknown[]) {
  return createAgent({ model: openAiOf(stub), tools: [], middleware: middleware as AgentMiddleware[] });
}

const textsOf = (messages: readonly BaseMessage[]) => messages.map(({ text }) => text);

describe("withSoftLanding and summarizationMiddleware", () => {
  test("TRAP alone, a refused summary replaces the conversation with the text of the error", async () => {
    const { monitor } = watchCalls(NO_SUMMARIES);
    const agent = agentOf([budgetMiddleware(monitor), summaries()]);
    const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
    expect(messages).toHaveLength(3);
    expect(messages[0]?.text).toMatch(/Error generating summary: BudgetExceededError/);
  });

  test("a refused summary is left out: the conversation stays whole and the agent goes on", async () => {
    const { monitor, llm } = watchCalls(NO_SUMMARIES);
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, summaries())]);
    const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig({ userId: "u1" }));
    expect(textsOf(messages)).toEqual([...textsOf(HISTORY), "Take an umbrella."]);
    expect(llm().map(({ requestModel, status, userId }) => [requestModel, status, userId])).toEqual([
      ["gpt-4.1", "blocked", "u1"],
      ["gpt-4o", "ok", "u1"],
    ]);
  });

  test("where nothing is left at all, the agent ends with its message and the whole conversation", async () => {
    const { monitor } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, summaries())]);
    const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
    expect(textsOf(messages)).toEqual([
      ...textsOf(HISTORY),
      expect.stringMatching(/^I am sorry, I cannot go on/),
    ]);
  });

  test("a summary that is afforded is made, and monitored also without a config of ours", async () => {
    const { monitor, llm } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 5 });
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, summaries())]);
    const { messages } = await agent.invoke({ messages: HISTORY });
    expect(messages[0]?.text).toContain("Oslo was talked of.");
    expect(textsOf(messages).slice(1)).toEqual(["Will it rain?", "Take an umbrella."]);
    expect(llm().map(({ requestModel }) => requestModel)).toEqual(["gpt-4.1", "gpt-4o"]);
  });

  test("a summary that fails on its own is LangChain's to handle", async () => {
    stub.respondWith(({ model }) => (model === "gpt-4.1" ? { failure: "server" } : { text: "ok" }));
    const { monitor } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 5 });
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, summaries())]);
    const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
    expect(messages[0]?.text).toMatch(/Error generating summary/);
  });

  test("stop: the caller gets the error, though the middleware catches it", async () => {
    const { monitor } = watchCalls(NO_SUMMARIES);
    const agent = agentOf([
      budgetMiddleware(monitor),
      withSoftLanding(monitor, summaries(), { onDenied: "stop" }),
    ]);
    await expect(agent.invoke({ messages: HISTORY }, monitor.runnableConfig())).rejects.toBeInstanceOf(
      BudgetExceededError,
    );
  });
});

describe("withSoftLanding and other hooks", () => {
  const asking = (hook: "beforeAgent" | "beforeModel" | "afterModel" | "afterAgent") =>
    createMiddleware({
      name: "asking",
      [hook]: async () => {
        await openAiOf(stub, { model: "gpt-4.1" }).invoke("Is this polite?");
        return undefined;
      },
    });

  test.each(["beforeAgent", "beforeModel", "afterModel", "afterAgent"] as const)(
    "%s that throws the denial is left out",
    async (hook) => {
      const { monitor } = watchCalls(NO_SUMMARIES);
      const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, asking(hook))]);
      const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
      expect(messages.at(-1)?.text).toBe("Take an umbrella.");
    },
  );

  test("a hook that may jump keeps its leave to do so", async () => {
    const { monitor } = watchCalls(DOLLAR_A_CALL);
    const jumping = createMiddleware({
      name: "jumping",
      beforeModel: {
        canJumpTo: ["end"],
        hook: () => ({ jumpTo: "end" as const, messages: [new AIMessage("Not today.")] }),
      },
    });
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, jumping)]);
    const { messages } = await agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toBe("Not today.");
    expect(stub.calls).toHaveLength(0);
  });

  test("a hook that asks a person for more budget may interrupt the agent", async () => {
    const { monitor } = watchCalls(NO_SUMMARIES);
    const asking = createMiddleware({
      name: "asking",
      beforeModel: async () => {
        await openAiOf(stub, { model: "gpt-4.1" })
          .invoke("?")
          .catch(() => interrupt("More budget?"));
        return undefined;
      },
    });
    const agent = createAgent({
      model: openAiOf(stub),
      tools: [],
      middleware: [withSoftLanding(monitor, asking)] as AgentMiddleware[],
      checkpointer: new MemorySaver(),
    });
    const config = { ...monitor.runnableConfig(), configurable: { thread_id: "t1" } };
    expect(await agent.invoke({ messages: HISTORY }, config)).toMatchObject({
      __interrupt__: [{ value: "More budget?" }],
    });
  });

  test("what a hook throws for a reason of its own comes through", async () => {
    const { monitor } = watchCalls(NO_SUMMARIES);
    const failing = createMiddleware({
      name: "failing",
      beforeModel: () => {
        throw new RangeError("its own");
      },
    });
    const agent = agentOf([budgetMiddleware(monitor), withSoftLanding(monitor, failing)]);
    const call = agent.invoke({ messages: HISTORY }, monitor.runnableConfig());
    await expect(call).rejects.toThrow("its own");
  });
});
