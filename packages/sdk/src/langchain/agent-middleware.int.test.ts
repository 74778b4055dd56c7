import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubRespond } from "@breakwater/testkit/stub/stub-reply";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { interrupt, MemorySaver } from "@langchain/langgraph";
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  llmToolSelectorMiddleware,
  modelFallbackMiddleware,
  modelRetryMiddleware,
  toolCallLimitMiddleware,
  toolStrategy,
} from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";
import { budgetMiddleware } from "./agent-middleware.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  stub.respondWith(toolThenText);
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

/** A dollar a call, and room for so many. */
function roomFor(calls: number) {
  return { ...DOLLAR_A_CALL, dailyBudgetUsd: calls };
}

/** No room for gpt-4o, plenty for every other model. */
const ONLY_CHEAP = {
  ...DOLLAR_A_CALL,
  budgets: [
    { name: "dear", limitUsd: 0.5, match: { model: "gpt-4o" } },
    { name: "cheap", limitUsd: 100, match: { model: "gpt-4o-mini" } },
  ],
};

const NOTHING = {
  ...DOLLAR_A_CALL,
  budgets: [{ name: "all", limitUsd: 0.5 }],
};

function agentOf(middleware: readonly unknown[], fields: object = {}) {
  // LangChain's own types do not hold under exactOptionalPropertyTypes.
  const list = middleware as AgentMiddleware[];
  return createAgent({ model: openAiOf(stub), tools: [weather], middleware: list, ...fields });
}

// Nor do the options of some of its middleware, whence the `never` below.
const retry = () => modelRetryMiddleware({ maxRetries: 2, initialDelayMs: 1, jitter: false });

describe("budgetMiddleware answers", () => {
  test("in the middle of a tool loop the agent ends in good order, with a message that says until when", async () => {
    const { monitor, llm } = watchCalls(roomFor(1));
    const agent = agentOf([budgetMiddleware(monitor)]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig({ userId: "u1" }));
    expect(messages.map((message) => message.getType())).toEqual(["human", "ai", "tool", "ai"]);
    expect(messages.at(-1)?.text).toBe(
      "I am sorry, I cannot go on: the budget for this is used up for now. Please try again after 2026-01-16 00:00 UTC.",
    );
    expect(messages.at(-1)?.response_metadata).toMatchObject({
      budgetDenial: { budget: "daily", reason: "limit" },
    });
    expect(stub.calls).toHaveLength(1);
    expect(llm().map(({ status }) => status)).toEqual(["ok", "blocked"]);
  });

  test("with words of one's own, and with ours when those throw", async () => {
    const { monitor, warnings } = watchCalls(roomFor(0.5));
    const lastOf = async (message: string | ((denial: { budget: string }) => string)) => {
      const { messages } = await agentOf([budgetMiddleware(monitor, { message })]).invoke(QUESTION);
      return messages.at(-1)?.text;
    };
    expect(await lastOf("Come back tomorrow.")).toBe("Come back tomorrow.");
    expect(await lastOf(({ budget }) => `Budget ${budget} is empty.`)).toBe("Budget daily is empty.");
    const broken = () => {
      throw new Error("template");
    };
    expect(await lastOf(broken)).toMatch(/^I am sorry/);
    expect(warnings.join()).toContain("template");
  });

  test("without a price the model is not available, whatever the time", async () => {
    const { monitor } = watchCalls({ budgets: [{ name: "all", limitUsd: 1, unpriced: "block" }] });
    const agent = agentOf([budgetMiddleware(monitor)], { model: openAiOf(stub, { model: "home-made" }) });
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/not available here/);
  });

  test("an agent with a response format ends too", async () => {
    const { monitor } = watchCalls(roomFor(0.5));
    const responseFormat = toolStrategy(z.object({ rain: z.boolean() }));
    const agent = agentOf([budgetMiddleware(monitor)], { responseFormat });
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
  });

  test("the message is no trap for the next question of the conversation", async () => {
    const { monitor, clock } = watchCalls(roomFor(2));
    const agent = agentOf([budgetMiddleware(monitor)], { checkpointer: new MemorySaver() });
    const config = { ...monitor.runnableConfig(), configurable: { thread_id: "t1" } };
    await agent.invoke(QUESTION, config);
    const refused = await agent.invoke(QUESTION, config);
    expect(refused.messages.at(-1)?.text).toMatch(/^I am sorry/);
    await clock.advance(24 * 3_600_000);
    const { messages } = await agent.invoke(QUESTION, config);
    expect(messages.at(-1)?.text).toBe("Take an umbrella.");
  });
});

describe("budgetMiddleware sees a denial whatever became of it", () => {
  test.each(["first", "last"])("modelRetryMiddleware made a message of it; ours is %s", async (place) => {
    const { monitor, llm } = watchCalls(NOTHING);
    const ours = budgetMiddleware(monitor);
    const agent = agentOf(place === "first" ? [ours, retry()] : [retry(), ours]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
    expect(llm()).toHaveLength(1);
  });

  test("modelFallbackMiddleware found a model that the budget affords: that is an answer", async () => {
    stub.respondWith(() => ({ text: "cheap" }));
    const { monitor } = watchCalls(ONLY_CHEAP);
    const fallback = modelFallbackMiddleware(openAiOf(stub, { model: "gpt-4o-mini" }));
    const agent = agentOf([budgetMiddleware(monitor), fallback]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toBe("cheap");
  });

  test("modelFallbackMiddleware found a model that failed on its own: the caller gets that failure", async () => {
    stub.respondWith(() => ({ failure: "server" }));
    const { monitor, llm } = watchCalls(ONLY_CHEAP);
    const fallback = modelFallbackMiddleware(openAiOf(stub, { model: "gpt-4o-mini" }));
    const agent = agentOf([budgetMiddleware(monitor), fallback]);
    await expect(agent.invoke(QUESTION, monitor.runnableConfig())).rejects.toMatchObject({
      name: expect.not.stringContaining("Budget"),
    });
    expect(llm().map(({ status }) => status)).toEqual(["blocked", "error"]);
  });

  test("modelFallbackMiddleware found none", async () => {
    const { monitor, llm } = watchCalls(NOTHING);
    const fallback = modelFallbackMiddleware(openAiOf(stub, { model: "gpt-4o-mini" }));
    const agent = agentOf([budgetMiddleware(monitor), fallback]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
    expect(llm()).toHaveLength(2);
  });

  test("TRAP llmToolSelectorMiddleware hides its model from the caller's handlers: they go to the model", async () => {
    const { monitor, llm } = watchCalls(ONLY_CHEAP);
    const other = tool(() => "", { name: "other", description: "Other", schema: z.object({}) });
    const agentWith = (callbacks: readonly unknown[]) =>
      agentOf(
        [
          budgetMiddleware(monitor),
          llmToolSelectorMiddleware({ model: openAiOf(stub, { callbacks }), maxTools: 1 } as never),
        ],
        { model: openAiOf(stub, { model: "gpt-4o-mini" }), tools: [weather, other] },
      );
    await agentWith([])
      .invoke(QUESTION, monitor.runnableConfig())
      .catch(() => undefined);
    expect(stub.calls.map(({ model }) => model)).toEqual(["gpt-4o"]);
    expect(llm()).toHaveLength(0);

    const seen = agentWith([monitor.handler]);
    const { messages } = await seen.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
    expect(stub.calls).toHaveLength(1);
  });

  test("an answer that was paid for stands, even if a check after it was refused", async () => {
    stub.respondWith(() => ({ text: "paid" }));
    const { monitor } = watchCalls(ONLY_CHEAP);
    const check = createMiddleware({
      name: "check",
      wrapModelCall: async (request, handler) => {
        const answer = await handler(request);
        await openAiOf(stub)
          .invoke("Is this polite?")
          .catch(() => undefined);
        return answer;
      },
    });
    const agent = agentOf([budgetMiddleware(monitor), check], {
      model: openAiOf(stub, { model: "gpt-4o-mini" }),
    });
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toBe("paid");
  });

  test("a middleware that asks a person for more budget may interrupt the agent", async () => {
    const { monitor } = watchCalls(NOTHING);
    const asking = createMiddleware({
      name: "asking",
      wrapModelCall: async (request, handler) => {
        try {
          return await handler(request);
        } catch {
          return new AIMessage(interrupt("More budget?"));
        }
      },
    });
    const agent = agentOf([budgetMiddleware(monitor), asking], { checkpointer: new MemorySaver() });
    const config = { ...monitor.runnableConfig(), configurable: { thread_id: "t1" } };
    expect(await agent.invoke(QUESTION, config)).toMatchObject({
      __interrupt__: [{ value: "More budget?" }],
    });
  });

  test("a failure that is no denial passes as it came", async () => {
    stub.respondWith(() => ({ failure: "server" }));
    const { monitor } = watchCalls(roomFor(5));
    const agent = agentOf([budgetMiddleware(monitor)]);
    await expect(agent.invoke(QUESTION, monitor.runnableConfig())).rejects.not.toBeInstanceOf(
      BudgetExceededError,
    );
  });

  test("toolCallLimitMiddleware beside it works as before", async () => {
    stub.respondWith(({ tools }) => ({
      toolCalls: [{ name: tools[0]?.name ?? "", arguments: { city: "Oslo" } }],
    }));
    const { monitor } = watchCalls(roomFor(3));
    const limit = toolCallLimitMiddleware({ runLimit: 1, exitBehavior: "continue" } as never);
    const agent = agentOf([budgetMiddleware(monitor), limit]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.map((message) => message.text)).toEqual([
      "Will it rain in Oslo?",
      "",
      "Rain in Oslo.",
      "",
      "Tool call limit exceeded. Do not make additional tool calls.",
    ]);
  });
});

describe("budgetMiddleware goes on with a cheaper model", () => {
  const mini = () => openAiOf(stub, { model: "gpt-4o-mini" });

  test("which does the whole tool loop", async () => {
    const { monitor, llm } = watchCalls(ONLY_CHEAP);
    const agent = agentOf([budgetMiddleware(monitor, { onDenied: { model: mini() } })]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toBe("Take an umbrella.");
    expect(llm().map(({ requestModel, status }) => `${requestModel} ${status}`)).toEqual([
      "gpt-4o blocked",
      "gpt-4o-mini ok",
      "gpt-4o blocked",
      "gpt-4o-mini ok",
    ]);
  });

  test("the first of a list that the budgets afford, through retry middleware as well", async () => {
    const { monitor, llm } = watchCalls(ONLY_CHEAP);
    const onDenied = { model: [openAiOf(stub), mini()] };
    const agent = agentOf([budgetMiddleware(monitor, { onDenied }), retry()], { tools: [] });
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toBe("Take an umbrella.");
    expect(llm().map(({ status }) => status)).toEqual(["blocked", "blocked", "ok"]);
  });

  test("by its name", async () => {
    vi.stubEnv("OPENAI_API_KEY", "test");
    vi.stubEnv("OPENAI_BASE_URL", stub.openAiBaseUrl);
    const { monitor } = watchCalls(ONLY_CHEAP);
    const agent = agentOf([budgetMiddleware(monitor, { onDenied: { model: "openai:gpt-4o-mini" } })]);
    const { messages } = await agent.invoke(QUESTION, monitor.runnableConfig());
    vi.unstubAllEnvs();
    expect(messages.at(-1)?.text).toBe("Take an umbrella.");
    expect(stub.calls.map(({ model }) => model)).toEqual(["gpt-4o-mini", "gpt-4o-mini"]);
  });

  test("and when none is affordable, answers or stops", async () => {
    const { monitor } = watchCalls(NOTHING);
    const answers = agentOf([budgetMiddleware(monitor, { onDenied: { model: mini() } })]);
    const { messages } = await answers.invoke(QUESTION, monitor.runnableConfig());
    expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
    const stops = agentOf([budgetMiddleware(monitor, { onDenied: { model: mini(), otherwise: "stop" } })]);
    await expect(stops.invoke(QUESTION, monitor.runnableConfig())).rejects.toBeInstanceOf(
      BudgetExceededError,
    );
  });
});

describe("budgetMiddleware stops", () => {
  const orders = {
    alone: () => [],
    "retry inside": () => [retry()],
    "fallback inside": () => [modelFallbackMiddleware(openAiOf(stub, { model: "gpt-4o-mini" }))],
  };

  test.each(Object.entries(orders))("the caller gets the error itself: %s", async (_, inner) => {
    const { monitor } = watchCalls(NOTHING);
    const agent = agentOf([budgetMiddleware(monitor, { onDenied: "stop" }), ...inner()]);
    const call = agent.invoke(QUESTION, monitor.runnableConfig());
    await expect(call).rejects.toBeInstanceOf(BudgetExceededError);
    await expect(call).rejects.toMatchObject({ denial: { budget: "all" } });
    expect(stub.calls).toHaveLength(0);
  });

  test("even where retry middleware stands outside of it", async () => {
    const { monitor } = watchCalls(NOTHING);
    const agent = agentOf([retry(), budgetMiddleware(monitor, { onDenied: "stop" })]);
    await expect(agent.invoke(QUESTION, monitor.runnableConfig())).rejects.toBeInstanceOf(
      BudgetExceededError,
    );
  });

  test("a thread that stopped takes up its step again when there is budget", async () => {
    const { monitor, clock } = watchCalls(roomFor(1));
    const checkpointer = new MemorySaver();
    const agent = agentOf([budgetMiddleware(monitor, { onDenied: "stop" })], { checkpointer });
    const config = { ...monitor.runnableConfig(), configurable: { thread_id: "t1" } };
    await expect(agent.invoke(QUESTION, config)).rejects.toBeInstanceOf(BudgetExceededError);
    await clock.advance(24 * 3_600_000);
    const { messages } = await agent.invoke(null, config);
    expect(messages.map((message) => message.getType())).toEqual(["human", "ai", "tool", "ai"]);
    expect(messages.at(-1)?.text).toBe("Take an umbrella.");
  });

  test("TRAP without our middleware, LangChain wraps the error as soon as any middleware wraps model calls", async () => {
    const { monitor } = watchCalls(NOTHING);
    const idle = createMiddleware({ name: "idle", wrapModelCall: (request, handler) => handler(request) });
    const call = agentOf([idle]).invoke(QUESTION, monitor.runnableConfig());
    await expect(call).rejects.not.toBeInstanceOf(BudgetExceededError);
    await expect(call).rejects.toMatchObject({ cause: expect.any(BudgetExceededError) });
  });
});

describe("budgetMiddleware monitors", () => {
  test("without any config of ours, and inside withContext for whom", async () => {
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    const agent = agentOf([budgetMiddleware(monitor)]);
    await monitor.withContext({ userId: "u1" }, () => agent.invoke(QUESTION));
    expect(llm().map(({ status, userId }) => [status, userId])).toEqual([
      ["ok", "u1"],
      ["ok", "u1"],
    ]);
  });

  const twice = {
    "our config": (monitor: ReturnType<typeof watchCalls>["monitor"]) => monitor.runnableConfig(),
    "our handler": (monitor: ReturnType<typeof watchCalls>["monitor"]) => ({ callbacks: [monitor.handler] }),
  };
  test.each(Object.entries(twice))("with %s too, each call counts once", async (_, configOf) => {
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    await agentOf([budgetMiddleware(monitor)]).invoke(QUESTION, configOf(monitor));
    expect(llm()).toHaveLength(2);
    expect(monitor.cost.snapshot(0).total.calls).toBe(2);
  });

  test("with our handler on the model too, each call counts once", async () => {
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    const model = openAiOf(stub, { callbacks: [monitor.handler] });
    await agentOf([budgetMiddleware(monitor)], { model }).invoke(QUESTION, monitor.runnableConfig());
    expect(llm()).toHaveLength(2);
  });

  test("with another handler of the caller's, both see each call", async () => {
    const { monitor, llm } = watchCalls(DOLLAR_A_CALL);
    const heard: string[] = [];
    const callbacks = [{ handleChatModelStart: () => void heard.push("start") }];
    await agentOf([budgetMiddleware(monitor)]).invoke(QUESTION, { callbacks });
    expect(llm()).toHaveLength(2);
    expect(heard).toHaveLength(2);
  });

  test("20 agents at a time: each user's budget lands that user only", async () => {
    const { monitor, llm } = watchCalls({
      ...DOLLAR_A_CALL,
      budgets: [{ name: "each user", limitUsd: 1, per: ["userId"] }],
    });
    const agent = agentOf([budgetMiddleware(monitor, { message: ({ key }) => `Sorry ${key.userId}` })]);
    const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const answers = await Promise.all(
      users.map(async (userId, index) => {
        const call = () =>
          index % 2 === 0
            ? agent.invoke(QUESTION, monitor.runnableConfig({ userId }))
            : monitor.withContext({ userId }, () => agent.invoke(QUESTION));
        return (await call()).messages.at(-1)?.text;
      }),
    );
    expect(answers).toEqual(users.map((userId) => `Sorry ${userId}`));
    for (const userId of users) {
      const own = llm().filter((record) => record.userId === userId);
      expect(own.map(({ status }) => status)).toEqual(["ok", "blocked"]);
    }
  });
});

describe("budgetMiddleware in streams", () => {
  test.each(["messages", "updates", "values"] as const)(
    "stream mode %s brings the landing",
    async (streamMode) => {
      const { monitor } = watchCalls(roomFor(1));
      const agent = agentOf([budgetMiddleware(monitor)]);
      const stream = await agent.stream(QUESTION, { ...monitor.runnableConfig(), streamMode });
      const seen = JSON.stringify(await collectStream(stream as AsyncIterable<unknown>));
      expect(seen).toContain("I am sorry, I cannot go on");
    },
  );

  test("a stop ends the stream with the error itself", async () => {
    const { monitor } = watchCalls(roomFor(1));
    const agent = agentOf([budgetMiddleware(monitor, { onDenied: "stop" }), retry()]);
    const stream = await agent.stream(QUESTION, monitor.runnableConfig());
    await expect(collectStream(stream as AsyncIterable<unknown>)).rejects.toBeInstanceOf(BudgetExceededError);
  });

  test.each(["v1", "v2", "v3"] as const)("streamEvents %s ends in good order", async (version) => {
    const { monitor, llm } = watchCalls(roomFor(1));
    const agent = agentOf([budgetMiddleware(monitor)]);
    const config = { ...monitor.runnableConfig({ userId: "u1" }), version };
    const events = (await (agent.streamEvents(
      QUESTION,
      config as never,
    ) as unknown)) as AsyncIterable<unknown>;
    expect(JSON.stringify(await collectStream(events))).toContain("I am sorry, I cannot go on");
    expect(llm().map(({ status, userId }) => [status, userId])).toEqual([
      ["ok", "u1"],
      ["blocked", "u1"],
    ]);
  });
});

test("every answer of a model has an id: by that the middleware tells it from a message about a failure", async () => {
  const answer = await openAiOf(stub).invoke("hi");
  expect(answer.id).toEqual(expect.any(String));
  expect(new AIMessage("made").id).toBeUndefined();
});
