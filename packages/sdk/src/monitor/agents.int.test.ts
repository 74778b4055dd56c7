import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubRespond } from "@breakwater/testkit/stub/stub-reply";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { type AgentMiddleware, createAgent, modelFallbackMiddleware, modelRetryMiddleware } from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

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

const weather = tool(({ city }: { city: string }) => `Rain in ${city}.`, {
  name: "weather",
  description: "The weather of a city",
  schema: z.object({ city: z.string() }),
});

/** Calls the first tool offered, then answers. */
const toolThenText: StubRespond = ({ tools, hasToolResult }) => {
  const [first] = tools;
  if (!first || hasToolResult) return { text: "Take an umbrella." };
  return { toolCalls: [{ name: first.name, arguments: { city: "Oslo" } }] };
};

const QUESTION = { messages: [new HumanMessage("Will it rain in Oslo?")] };

describe("createAgent", () => {
  test("agent, model calls and tool are one trace, all of the same user; only model calls cost", async () => {
    stub.respondWith(toolThenText);
    const { monitor, records, llm } = watchCalls(DOLLAR_A_CALL);
    const agent = createAgent({ model: openAiOf(stub), tools: [weather] });
    const config = monitor.runnableConfig({ userId: "u1", queryType: "agent", metadata: { team: "a" } });
    const state = await agent.invoke(QUESTION, config);
    expect(state.messages.at(-1)?.content).toBe("Take an umbrella.");

    const root = records.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(root).toMatchObject({ kind: "agent", status: "ok" });
    expect(llm()).toHaveLength(2);
    expect(records.filter(({ kind }) => kind === "tool")).toMatchObject([{ name: "weather", status: "ok" }]);
    const ids = new Set(records.map(({ spanId }) => spanId));
    for (const record of records) {
      expect(record).toMatchObject({ traceId: root?.traceId, userId: "u1", queryType: "agent" });
      expect(record === root || ids.has(record.parentSpanId ?? "")).toBe(true);
    }
    expect(records.filter(({ cost }) => cost)).toEqual(llm());
    expect(monitor.cost.snapshot(0).total).toMatchObject({ calls: 2, totalNanos: 2_000_000_000 });
  });

  test("LangGraph's own metadata and tags stay out of the record", async () => {
    stub.respondWith(toolThenText);
    const { monitor, llm } = watchCalls();
    const agent = createAgent({ model: openAiOf(stub), tools: [weather] });
    await agent.invoke(QUESTION, monitor.runnableConfig({ metadata: { team: "a" } }));
    for (const { metadata, tags } of llm()) {
      expect(metadata).toEqual({ team: "a" });
      expect(tags).toEqual(["production"]);
    }
  });

  test.each(["v2", "v3"] as const)("streamEvents %s of an agent is watched", async (version) => {
    stub.respondWith(toolThenText);
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    const agent = createAgent({ model: openAiOf(stub), tools: [weather] });
    const config = { ...monitor.runnableConfig({ userId: "u1" }), version };
    const events = agent.streamEvents(QUESTION, config as never) as unknown;
    await collectStream((await events) as AsyncIterable<unknown>);
    expect(stub.calls).toHaveLength(2);
    expect(llm()).toHaveLength(2);
    for (const record of llm()) {
      expect(record).toMatchObject({ status: "ok", userId: "u1", usageSource: "reported" });
      expect(record.timeToFirstTokenMs).toBeDefined();
    }
  });

  test("a refusal reaches the caller of an agent", async () => {
    stub.respondWith(toolThenText);
    const { monitor } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 1 });
    const agent = createAgent({ model: openAiOf(stub), tools: [weather] });
    await expect(agent.invoke(QUESTION, monitor.runnableConfig())).rejects.toThrow(/exhausted/);
    expect(stub.calls).toHaveLength(1);
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
  });

  test("FACTS 1.4.7: modelRetryMiddleware retries no refusal, but answers with it; nothing is spent", async () => {
    stub.respondWith(toolThenText);
    const { monitor, llm } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    // LangChain's own types do not hold under exactOptionalPropertyTypes.
    const retry = modelRetryMiddleware({ maxRetries: 2, initialDelayMs: 1, jitter: false }) as unknown;
    const agent = createAgent({
      model: openAiOf(stub),
      tools: [weather],
      middleware: [retry as AgentMiddleware],
    });
    const state = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(stub.calls).toHaveLength(0);
    expect(llm().map(({ status }) => status)).toEqual(["blocked"]);
    const last = state.messages.at(-1);
    expect(last).toBeInstanceOf(AIMessage);
    expect(last?.text).toMatch(/Model call failed after 1 attempt.*exhausted/s);
  });

  test("FACTS 1.4.6: modelFallbackMiddleware tries the next model, which is checked as well", async () => {
    stub.respondWith(() => ({ text: "cheap" }));
    const { monitor, llm } = watchCalls({ dailyBudgetUsd: 0.0003 });
    const fallback = modelFallbackMiddleware(openAiOf(stub, { model: "gpt-4o-mini" }));
    const agent = createAgent({ model: openAiOf(stub), tools: [], middleware: [fallback] });
    const state = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(state.messages.at(-1)?.content).toBe("cheap");
    expect(llm().map(({ status, requestModel }) => [status, requestModel])).toEqual([
      ["blocked", "gpt-4o"],
      ["ok", "gpt-4o-mini"],
    ]);
  });

  test("FACTS 1.4.7: a model inside a tool is checked; ToolNode hides the refusal, spend stays blocked", async () => {
    const expert = tool(
      async ({ city }: { city: string }, config) => {
        const answer = await openAiOf(stub, { model: "gpt-4.1" }).invoke(`Weather of ${city}?`, config);
        return answer.text;
      },
      { name: "expert", description: "Asks an expert", schema: z.object({ city: z.string() }) },
    );
    stub.respondWith(toolThenText);
    const { monitor, llm } = watchCalls({
      ...DOLLAR_A_CALL,
      budgets: [
        { name: "all", limitUsd: 10 },
        { name: "experts", limitUsd: 0.5, match: { model: "gpt-4.1" } },
      ],
    });
    const agent = createAgent({ model: openAiOf(stub), tools: [expert] });
    const outcome = await agent.invoke(QUESTION, monitor.runnableConfig({ userId: "u1" })).then(
      ({ messages }) => messages.map(({ content }) => String(content)).join("\n"),
      (error: unknown) => String(error),
    );
    expect(outcome).toContain('Budget "experts" is exhausted');
    expect(stub.calls.filter(({ model }) => model === "gpt-4.1")).toHaveLength(0);
    const refused = llm().filter(({ status }) => status === "blocked");
    expect(refused).toMatchObject([{ requestModel: "gpt-4.1", userId: "u1" }]);
    expect(monitor.budgets().find(({ budget }) => budget === "experts")?.spentNanos).toBe(0);
  });
});

describe("LangGraph", () => {
  test("nodes are steps, parallel branches keep their own parents", async () => {
    stub.respondWith(({ userText }) => ({ text: userText, delayMs: 5 }));
    const { monitor, records, llm } = watchCalls();
    const ask = (node: string) => async () => ({
      messages: [await openAiOf(stub).invoke(`I am ${node}`)],
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("left", ask("left"))
      .addNode("right", ask("right"))
      .addEdge(START, "left")
      .addEdge(START, "right")
      .addEdge("left", END)
      .addEdge("right", END)
      .compile();
    await graph.invoke({ messages: [] }, monitor.runnableConfig({ userId: "u1" }));
    expect(llm()).toHaveLength(2);
    const parents = llm().map(({ parentSpanId }) => records.find(({ spanId }) => spanId === parentSpanId));
    expect(parents.map((parent) => parent?.name).sort()).toEqual(["left", "right"]);
    for (const record of records) expect(record).toMatchObject({ userId: "u1", status: "ok" });
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(1);
  });

  test("a refusal stops a graph with the budget's own error", async () => {
    const { monitor } = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("ask", async () => ({ messages: [await openAiOf(stub).invoke("hi")] }))
      .addEdge(START, "ask")
      .addEdge("ask", END)
      .compile();
    const call = graph.invoke({ messages: [] }, monitor.runnableConfig());
    await expect(call).rejects.toBeInstanceOf(BudgetExceededError);
    expect(stub.calls).toHaveLength(0);
  });
});
