import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { CallbackManager } from "@langchain/core/callbacks/manager";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseTracer, type Run } from "@langchain/core/tracers/base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HookRecorder } from "../testing/hook-recorder.ts";
import { openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

/** What LangChainTracer is, without its server: keeps the whole run trees. */
class TreeTracer extends BaseTracer {
  override readonly name = "tree_tracer";
  readonly roots: Run[] = [];

  constructor() {
    super({ _awaitHandler: true });
  }

  protected override persistRun(run: Run): Promise<void> {
    this.roots.push(run);
    return Promise.resolve();
  }
}

const WHO = {
  userId: "u1",
  sessionId: "s1",
  queryType: "search",
  tags: ["beta"],
  metadata: { team: "a" },
} as const;

describe("runnableConfig", () => {
  test("gives callbacks, tags and metadata with environment and timestamp", () => {
    const { monitor } = watchCalls({ environment: "staging" });
    expect(monitor.runnableConfig(WHO)).toEqual({
      callbacks: [monitor.handler],
      tags: ["staging", "search", "beta"],
      metadata: {
        team: "a",
        environment: "staging",
        timestamp: expect.stringMatching(/^2026-01-15T12:00:00\.0+Z$/),
        userId: "u1",
        sessionId: "s1",
        queryType: "search",
      },
    });
  });

  test("merges into a config: lists of callbacks, tags and metadata add up, all else stays", () => {
    const { monitor } = watchCalls();
    const other = new HookRecorder();
    const existing = {
      callbacks: [other],
      tags: ["beta", "own"],
      metadata: { team: "b", region: "eu" },
      runName: "named",
      maxConcurrency: 3,
      configurable: { thread_id: "t1" },
    };
    const config = monitor.runnableConfig(WHO, existing);
    expect(config).toMatchObject({
      callbacks: [other, monitor.handler],
      tags: ["beta", "own", "production", "search"],
      metadata: { team: "a", region: "eu", userId: "u1" },
      runName: "named",
      maxConcurrency: 3,
      configurable: { thread_id: "t1" },
    });
    expect(existing.callbacks).toEqual([other]);
    expect(existing.tags).toEqual(["beta", "own"]);
    expect(existing.metadata).toEqual({ team: "b", region: "eu" });
  });

  test("merges into a CallbackManager without changing it; both handlers see the call once", async () => {
    const { monitor, only } = watchCalls();
    const other = new HookRecorder();
    const manager = new CallbackManager();
    manager.addHandler(other);
    const config = monitor.runnableConfig(WHO, { callbacks: manager });
    await openAiOf(stub).invoke("hi", config);
    expect(manager.handlers).toEqual([other]);
    expect(other.argumentsOf("handleLLMEnd")).toHaveLength(1);
    expect(only()).toMatchObject({ status: "ok", userId: "u1" });
  });

  test("merged twice, it still counts once", async () => {
    const { monitor, only } = watchCalls();
    const once = monitor.runnableConfig(WHO);
    await openAiOf(stub).invoke("hi", monitor.runnableConfig(WHO, once));
    expect(only().tags).toEqual(["production", "search", "beta"]);
  });

  test("on the model and on the call, it still counts once", async () => {
    const { monitor, llm } = watchCalls();
    const model = openAiOf(stub, { callbacks: [monitor.handler] });
    await model.invoke("hi", monitor.runnableConfig(WHO));
    expect(llm()).toHaveLength(1);
  });

  test("composes with a tracer in the manner of LangChainTracer: both see the whole tree", async () => {
    const { monitor, records } = watchCalls();
    const tracer = new TreeTracer();
    const chain = ChatPromptTemplate.fromTemplate("{q}").pipe(openAiOf(stub));
    await chain.invoke({ q: "hi" }, monitor.runnableConfig(WHO, { callbacks: [tracer] }));
    const [root] = tracer.roots;
    expect(root?.child_runs.map(({ run_type }) => run_type)).toEqual(["prompt", "llm"]);
    expect(root?.child_runs.every((run) => run.end_time !== undefined)).toBe(true);
    expect(records.map(({ kind }) => kind)).toEqual(["chain", "llm", "chain"]);
    expect(records.map(({ traceId }) => traceId)).toEqual(Array(3).fill(root?.id.replaceAll("-", "")));
  });

  test("two monitors on one call each count it", async () => {
    const a = watchCalls();
    const b = watchCalls();
    const config = b.monitor.runnableConfig({ userId: "b" }, a.monitor.runnableConfig({ userId: "a" }));
    await openAiOf(stub).invoke("hi", config);
    expect([a.only().status, b.only().status]).toEqual(["ok", "ok"]);
  });

  test("a step with metadata of its own keeps the user of its trace", async () => {
    const { monitor, only } = watchCalls();
    const model = openAiOf(stub, { metadata: { step: "draft" }, tags: ["draft"] });
    await ChatPromptTemplate.fromTemplate("{q}").pipe(model).invoke({ q: "hi" }, monitor.runnableConfig(WHO));
    expect(only()).toMatchObject({
      userId: "u1",
      sessionId: "s1",
      queryType: "search",
      metadata: { team: "a", step: "draft" },
      tags: expect.arrayContaining(["draft", "beta"]),
    });
  });
});
