import { setImmediate as nextTurn } from "node:timers/promises";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import {
  type AgentMiddleware,
  createAgent,
  llmToolSelectorMiddleware,
  summarizationMiddleware,
} from "langchain";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { DOLLAR_A_CALL, watchCalls } from "../testing/watched-calls.ts";
import { budgetMiddleware } from "./agent-middleware.ts";

/** What each entrance stops, one by one: the table of docs/langchain.md. */

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

/** An app whose calls come in by one entrance alone. */
interface App {
  openAi(fields?: object): ChatOpenAI;
  embeddings(): OpenAIEmbeddings;
  /** The config of the calls. */
  readonly config: object;
  /** The first middleware of the agents. */
  readonly middleware: readonly AgentMiddleware[];
}

type EntranceName = "handler" | "middleware" | "guard";

function appBy(entrance: EntranceName) {
  const watched = watchCalls({
    ...DOLLAR_A_CALL,
    budgets: [{ name: "x", limitUsd: 0, match: { model: "x-*" } }],
  });
  const { monitor } = watched;
  const fetch = entrance === "guard" ? { fetch: monitor.fetch } : {};
  const configuration = { baseURL: stub.openAiBaseUrl, ...fetch };
  const app: App = {
    openAi: (fields) =>
      new ChatOpenAI({ model: "gpt-4o", apiKey: "test", maxRetries: 0, ...fields, configuration }),
    embeddings: () =>
      new OpenAIEmbeddings({ model: "x-embedding", apiKey: "test", maxRetries: 0, configuration }),
    config: entrance === "handler" ? monitor.runnableConfig() : {},
    middleware: entrance === "middleware" ? [budgetMiddleware(monitor)] : [],
  };
  return { ...watched, app };
}

const refusedModel = { model: "x-1" };
const QUESTION = { messages: [new HumanMessage("?")] };
const named = (name: string) => tool(() => "Rain.", { name, description: name, schema: z.object({}) });

// LangChain's own types do not hold under this repository's compiler options, whence the casts.
const agentOf = ({ openAi, middleware }: App, more: readonly unknown[], fields: object = {}) =>
  createAgent({
    model: openAi(),
    tools: [named("one"), named("two")],
    middleware: [...middleware, ...(more as AgentMiddleware[])],
    ...fields,
  });

/** Each makes one call that a budget refuses, where it is asked. */
const calls: Record<string, (app: App) => Promise<unknown>> = {
  "a call of a model": ({ openAi, config }) => openAi(refusedModel).invoke("hi", config),
  embeddings: ({ embeddings }) => embeddings().embedQuery("hi"),
  "streamEvents of a chat model, without a version": ({ openAi, config }) =>
    collectStream(openAi(refusedModel).streamEvents("hi", config)),
  "an agent's model": (app) =>
    agentOf(app, [], { model: app.openAi(refusedModel) }).invoke(QUESTION, app.config),
  "the model of summarizationMiddleware": (app) => {
    const options = { model: app.openAi(refusedModel), trigger: { messages: 2 }, keep: { messages: 1 } };
    const messages = [new HumanMessage("a"), new AIMessage("b"), new HumanMessage("c")];
    return agentOf(app, [summarizationMiddleware(options as never)]).invoke({ messages }, app.config);
  },
  "the model of llmToolSelectorMiddleware": (app) => {
    const options = { model: app.openAi(refusedModel), maxTools: 1 };
    return agentOf(app, [llmToolSelectorMiddleware(options as never)]).invoke(QUESTION, app.config);
  },
  "a model inside a tool": (app) => {
    const expert = tool(() => app.openAi(refusedModel).invoke("hi"), {
      name: "expert",
      description: "Asks",
      schema: z.object({}),
    });
    return agentOf(app, [], { tools: [expert] }).invoke(QUESTION, app.config);
  },
};

const STOPPED: Record<EntranceName, Record<keyof typeof calls, boolean>> = {
  handler: {
    "a call of a model": true,
    embeddings: false,
    "streamEvents of a chat model, without a version": false,
    "an agent's model": true,
    "the model of summarizationMiddleware": true,
    "the model of llmToolSelectorMiddleware": false,
    "a model inside a tool": true,
  },
  middleware: {
    "a call of a model": false,
    embeddings: false,
    "streamEvents of a chat model, without a version": false,
    "an agent's model": true,
    "the model of summarizationMiddleware": false,
    "the model of llmToolSelectorMiddleware": false,
    "a model inside a tool": false,
  },
  guard: {
    "a call of a model": true,
    embeddings: true,
    "streamEvents of a chat model, without a version": true,
    "an agent's model": true,
    "the model of summarizationMiddleware": true,
    "the model of llmToolSelectorMiddleware": true,
    "a model inside a tool": true,
  },
};

const names: readonly EntranceName[] = ["handler", "middleware", "guard"];

describe.each(names)("%s alone", (entrance) => {
  test.each(Object.entries(calls))("%s", async (name, call) => {
    stub.respondWith(({ tools, hasToolResult }) =>
      tools.some((offered) => offered.name === "expert") && !hasToolResult
        ? { toolCalls: [{ name: "expert", arguments: {} }] }
        : { text: "ok" },
    );
    const { app, records } = appBy(entrance);
    await call(app).catch(() => undefined);
    const isSent = stub.calls.some(({ model }) => model.startsWith("x-"));
    const isRecorded = records.some(({ status }) => status === "blocked");
    expect({ isSent, isRecorded }).toEqual({
      isSent: STOPPED[entrance][name] !== true,
      isRecorded: STOPPED[entrance][name],
    });
  });
});

test("a refusal by the fetch guard, which LangChain sees as an error of the provider, lands softly too", async () => {
  const { monitor, app } = appBy("guard");
  const selector = llmToolSelectorMiddleware({ model: app.openAi(refusedModel), maxTools: 1 } as never);
  const agent = agentOf(app, [budgetMiddleware(monitor), selector]);
  const { messages } = await agent.invoke(QUESTION);
  expect(messages.at(-1)?.text).toMatch(/^I am sorry/);
  expect(stub.calls).toHaveLength(0);
});

test("all of them together count each call once", async () => {
  stub.respondWith(() => ({ text: "ok", usage: { inputTokens: 1_000, outputTokens: 500 } }));
  const { monitor, llm, app } = appBy("guard");
  const middleware = [budgetMiddleware(monitor)];
  const agent = agentOf({ ...app, middleware }, []);
  await agent.invoke(QUESTION, monitor.runnableConfig({ userId: "u1" }));
  expect(stub.calls).toHaveLength(1);
  expect(llm()).toMatchObject([{ status: "ok", userId: "u1", usage: { inputTokens: 1_000 } }]);
});

test.each([
  ["handler", ["ok"]],
  ["guard", ["error", "ok"]],
] as const)("attempts inside the provider's client, seen by the %s: %s", async (entrance, statuses) => {
  stub.respondWith(() => (stub.calls.length <= 1 ? { failure: "server" } : { text: "ok" }));
  const { app, llm } = appBy(entrance);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const answer = app.openAi({ maxRetries: 1 }).invoke("hi", app.config);
    while (stub.calls.length < 2) await vi.advanceTimersByTimeAsync(100).then(() => nextTurn());
    await answer;
  } finally {
    vi.useRealTimers();
  }
  expect(llm().map(({ status }) => status)).toEqual(statuses);
});
