import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HookRecorder } from "../testing/hook-recorder.ts";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

/**
 * What callbacks cannot see, written down as it is today: when a version of LangChain closes one of these, its test
 * turns red, and the documentation's list of holes gets shorter.
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

const EMPTY = { ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 };

describe("holes of callbacks", () => {
  test("HOLE FACTS 1.4.1: streamEvents of a chat model without a version calls no hook: sent, unseen, unpaid", async () => {
    const hooks = new HookRecorder();
    const { monitor, records } = watchCalls(EMPTY);
    const config = monitor.runnableConfig({}, { callbacks: [hooks] });
    await collectStream(openAiOf(stub).streamEvents("hi", config));
    expect(stub.calls).toHaveLength(1);
    expect(hooks.calls).toHaveLength(0);
    expect(records).toHaveLength(0);
    expect(monitor.budgets()).toEqual([]);
  });

  test("the fetch guard closes it: refused before it is sent", async () => {
    const { monitor, only } = watchCalls(EMPTY);
    const configuration = { baseURL: stub.openAiBaseUrl, fetch: monitor.fetch };
    const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "test", configuration });
    await expect(collectStream(model.streamEvents("hi"))).rejects.toMatchObject({ status: 402 });
    expect(stub.calls).toHaveLength(0);
    expect(only().status).toBe("blocked");
  });

  test.each(["v1", "v2"] as const)("streamEvents %s is watched and enforced", async (version) => {
    const watched = watchCalls(DOLLAR_A_CALL);
    const config = { ...watched.monitor.runnableConfig(), version };
    await collectStream(openAiOf(stub).streamEvents("hi", config));
    expect(watched.only()).toMatchObject({ status: "ok", usageSource: "reported" });

    const empty = watchCalls(EMPTY);
    const refused = { ...empty.monitor.runnableConfig(), version };
    await collectStream(openAiOf(stub).streamEvents("hi", refused)).catch(() => undefined);
    expect(empty.only().status).toBe("blocked");
    expect(stub.calls).toHaveLength(1);
  });

  test("HOLE FACTS 1.4.2: embeddings take no callbacks: sent, unseen, unpaid", async () => {
    const { monitor, records } = watchCalls(EMPTY);
    const embeddings = new OpenAIEmbeddings({
      apiKey: "test",
      maxRetries: 0,
      configuration: { baseURL: stub.openAiBaseUrl },
    });
    expect(embeddings.embedQuery).toHaveLength(1);
    await embeddings.embedQuery("hi");
    expect(stub.calls).toHaveLength(1);
    expect(records).toHaveLength(0);
    expect(monitor.budgets()).toEqual([]);
  });

  test("the fetch guard closes it: embeddings are refused before they are sent", async () => {
    const { monitor, records } = watchCalls(EMPTY);
    const configuration = { baseURL: stub.openAiBaseUrl, fetch: monitor.fetch };
    const embeddings = new OpenAIEmbeddings({ apiKey: "test", configuration });
    await expect(embeddings.embedQuery("hi")).rejects.toMatchObject({ status: 402 });
    expect(stub.calls).toHaveLength(0);
    expect(records).toMatchObject([{ kind: "embedding", status: "blocked" }]);
  });

  test("HOLE a call without our config is not seen", async () => {
    const { records } = watchCalls(EMPTY);
    await openAiOf(stub).invoke("hi");
    expect(stub.calls).toHaveLength(1);
    expect(records).toHaveLength(0);
  });

  test("HOLE a model called inside a lambda is seen only when it is given the lambda's config", async () => {
    const { monitor, llm } = watchCalls();
    const forgetful = RunnableLambda.from(() => openAiOf(stub).invoke("hi"));
    await forgetful.invoke("hi", monitor.runnableConfig());
    expect(stub.calls).toHaveLength(1);
    expect(llm()).toHaveLength(0);
    const careful = RunnableLambda.from((_: string, config) => openAiOf(stub).invoke("hi", config));
    await careful.invoke("hi", monitor.runnableConfig());
    expect(llm()).toHaveLength(1);
  });

  test("HOLE FACTS 1.2: an answer that is not streamed hides the service tier that the provider chose", async () => {
    stub.respondWith(() => ({ serviceTier: "flex", usage: { inputTokens: 1_000, outputTokens: 0 } }));
    const { monitor, llm } = watchCalls();
    await openAiOf(stub, { model: "o3" }).invoke("hi", monitor.runnableConfig());
    await collectStream(await openAiOf(stub, { model: "o3" }).stream("hi", monitor.runnableConfig()));
    expect(llm()).toMatchObject([
      { cost: { totalNanos: 2_000_000 } },
      { serviceTier: "flex", cost: { totalNanos: 1_000_000 } },
    ]);
    expect(llm()[0]).not.toHaveProperty("serviceTier");
  });

  test("the fetch guard closes it: the tier is read on the wire", async () => {
    stub.respondWith(() => ({ serviceTier: "flex", usage: { inputTokens: 1_000, outputTokens: 0 } }));
    const { monitor, only } = watchCalls();
    const configuration = { baseURL: stub.openAiBaseUrl, fetch: monitor.fetch };
    const model = new ChatOpenAI({ model: "o3", apiKey: "test", configuration });
    await model.invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({ serviceTier: "flex", cost: { totalNanos: 1_000_000 } });
  });

  test("HOLE what a custom fetch throws is retried by the client and masked as a connection error", async () => {
    let sent = 0;
    const fetch = () => {
      sent += 1;
      return Promise.reject(new Error("stopped by a guard"));
    };
    const { monitor, only } = watchCalls();
    const model = new ChatOpenAI({
      model: "gpt-4o",
      apiKey: "test",
      maxRetries: 1,
      configuration: { fetch },
    });
    const call = model.invoke("hi", monitor.runnableConfig());
    await expect(call).rejects.toThrow("Connection error");
    expect(sent).toBe(2);
    expect(only().error).toMatchObject({ class: "connection" });
  });
});
