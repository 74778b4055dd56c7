import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel, FakeLLM, FakeStreamingLLM } from "@langchain/core/utils/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { HookRecorder } from "../testing/hook-recorder.ts";
import { anthropicOf, openAiOf } from "../testing/watched-calls.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuid = expect.stringMatching(UUID_V7);

class ThreeDocuments extends BaseRetriever {
  override lc_namespace = ["tests"];
  override _getRelevantDocuments(query: string): Promise<Document[]> {
    if (query === "fail") return Promise.reject(new Error("index is gone"));
    return Promise.resolve([new Document({ pageContent: query })]);
  }
}

const doubled = tool(
  ({ value }: { value: number }) => {
    if (value < 0) throw new Error("negative");
    return String(2 * value);
  },
  { name: "doubled", description: "Twice the value", schema: z.object({ value: z.number() }) },
);

let stub: ProviderStub;
let hooks: HookRecorder;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  hooks = new HookRecorder();
});

const WHO = { tags: ["a tag"], metadata: { userId: "u1" } };

describe("FACTS 1.1: what LangChain really passes to each hook", () => {
  test("handleChatModelStart: (llm, messages, runId, parentRunId, extraParams, tags, metadata, runName)", async () => {
    await openAiOf(stub).invoke("hi", { ...WHO, callbacks: [hooks], runName: "named" });
    const [llm, messages, runId, parentRunId, extra, tags, metadata, runName] =
      hooks.first("handleChatModelStart");
    expect(llm).toMatchObject({ type: "constructor" });
    expect(messages).toHaveLength(1);
    expect((messages as unknown[][])[0]).toHaveLength(1);
    expect(runId).toEqual(uuid);
    expect(parentRunId).toBeUndefined();
    expect(Object.keys(extra as object).sort()).toEqual(["batch_size", "invocation_params", "options"]);
    expect(tags).toEqual(["a tag"]);
    expect(metadata).toMatchObject({ userId: "u1" });
    expect(runName).toBe("named");
  });

  test("handleLLMStart: (llm, prompts, runId, parentRunId, extraParams, tags, metadata, runName)", async () => {
    await new FakeLLM({ response: "x" }).invoke("hi", { ...WHO, callbacks: [hooks], runName: "named" });
    const args = hooks.first("handleLLMStart");
    expect(args.slice(1, 4)).toEqual([["hi"], uuid, undefined]);
    expect(args[4]).toHaveProperty("invocation_params");
    expect(args.slice(5)).toEqual([["a tag"], expect.objectContaining({ userId: "u1" }), "named"]);
  });

  test("handleLLMStart stands in for chat models when a handler has no handleChatModelStart", async () => {
    hooks = new HookRecorder(["handleLLMStart"]);
    await openAiOf(stub).invoke("hi", { callbacks: [hooks] });
    expect(hooks.first("handleLLMStart")[1]).toEqual(["Human: hi"]);
  });

  test("handleLLMNewToken: (token, {prompt, completion}, runId, parentRunId, tags, {chunk})", async () => {
    stub.respondWith(() => ({ tokens: ["Hel", "lo"] }));
    await collectStream(await openAiOf(stub).stream("hi", { ...WHO, callbacks: [hooks] }));
    const calls = hooks.argumentsOf("handleLLMNewToken");
    expect(calls.map(([token]) => token).join("")).toBe("Hello");
    const [, index, runId, parentRunId, tags, fields] = calls[0] ?? [];
    expect(index).toEqual({ prompt: 0, completion: 0 });
    expect([runId, parentRunId, tags]).toEqual([uuid, undefined, ["a tag"]]);
    expect(fields).toHaveProperty("chunk.message");
  });

  test("handleLLMEnd: (output, runId, parentRunId, tags, extraParams)", async () => {
    await openAiOf(stub).invoke("hi", { ...WHO, callbacks: [hooks] });
    const [output, runId, parentRunId, tags, extra] = hooks.first("handleLLMEnd");
    expect(output).toHaveProperty("generations");
    expect([runId, parentRunId, tags, extra]).toEqual([uuid, undefined, ["a tag"], undefined]);
  });

  test("handleLLMError: (error, runId, parentRunId, tags, …), without usage or partial output", async () => {
    stub.respondWith(() => ({ failure: "server" }));
    await expect(openAiOf(stub).invoke("hi", { ...WHO, callbacks: [hooks] })).rejects.toThrow();
    const [error, runId, parentRunId, tags, ...rest] = hooks.first("handleLLMError");
    expect(error).toBeInstanceOf(Error);
    expect([runId, parentRunId, tags]).toEqual([uuid, undefined, ["a tag"]]);
    expect(JSON.stringify(rest)).not.toMatch(/usage|generations/);
  });

  test("TRAP handleChainStart: parentRunId is 4th, runType 7th, runName 8th, unlike its declaration", async () => {
    const inner = RunnableLambda.from((text: string) => text).withConfig({ runName: "inner" });
    const outer = RunnableLambda.from((text: string) => text).pipe(inner);
    await outer.invoke("hi", { ...WHO, callbacks: [hooks], runName: "outer" });
    const starts = hooks.argumentsOf("handleChainStart");
    const root = starts.find((args) => args[7] === "outer") ?? [];
    const child = starts.find((args) => args[7] === "inner") ?? [];
    expect(root[2]).toEqual(uuid);
    expect(root[3]).toBeUndefined();
    expect(child[3]).toBe(root[2]);
    expect(child[4]).toContain("a tag");
    expect(child[5]).toMatchObject({ userId: "u1" });
    expect(child[6]).toBeUndefined();
  });

  test("handleChainStart passes the run's type in 7th place", async () => {
    const prompt = ChatPromptTemplate.fromTemplate("{q}");
    await prompt
      .pipe(new FakeListChatModel({ responses: ["x"] }))
      .invoke({ q: "hi" }, { callbacks: [hooks] });
    const types = hooks.argumentsOf("handleChainStart").map((args) => args[6]);
    expect(types).toContain("prompt");
  });

  test("handleChainEnd and handleChainError: (outputs or error, runId, parentRunId, tags)", async () => {
    const echo = RunnableLambda.from((text: string) => {
      if (text === "fail") throw new Error("no");
      return text;
    });
    await echo.invoke("hi", { ...WHO, callbacks: [hooks] });
    await expect(echo.invoke("fail", { ...WHO, callbacks: [hooks] })).rejects.toThrow("no");
    expect(hooks.first("handleChainEnd").slice(1, 4)).toEqual([uuid, undefined, ["a tag"]]);
    const [error, ...rest] = hooks.first("handleChainError");
    expect(error).toMatchObject({ message: "no" });
    expect(rest.slice(0, 3)).toEqual([uuid, undefined, ["a tag"]]);
  });

  test("handleToolStart: (tool, input, runId, parentRunId, tags, metadata, runName, toolCallId)", async () => {
    const call = { type: "tool_call" as const, id: "call_7", name: "doubled", args: { value: 4 } };
    await doubled.invoke(call, { ...WHO, callbacks: [hooks], runName: "named" });
    const [, input, runId, parentRunId, tags, metadata, runName, toolCallId] = hooks.first("handleToolStart");
    expect(input).toBe('{"value":4}');
    expect([runId, parentRunId, tags]).toEqual([uuid, undefined, ["a tag"]]);
    expect(metadata).toMatchObject({ userId: "u1" });
    expect([runName, toolCallId]).toEqual(["named", "call_7"]);
    expect(hooks.first("handleToolEnd").slice(1, 4)).toEqual([uuid, undefined, ["a tag"]]);
  });

  test("handleToolError: (error, runId, parentRunId, tags)", async () => {
    await expect(doubled.invoke({ value: -1 }, { ...WHO, callbacks: [hooks] })).rejects.toThrow();
    const [error, ...rest] = hooks.first("handleToolError");
    expect(error).toMatchObject({ message: "negative" });
    expect(rest.slice(0, 3)).toEqual([uuid, undefined, ["a tag"]]);
  });

  test("handleRetrieverStart, End and Error", async () => {
    const retriever = new ThreeDocuments();
    await retriever.invoke("where", { ...WHO, callbacks: [hooks], runName: "named" });
    await expect(retriever.invoke("fail", { callbacks: [hooks] })).rejects.toThrow("index is gone");
    const [, query, runId, parentRunId, tags, metadata, name] = hooks.first("handleRetrieverStart");
    expect([query, runId, parentRunId, tags, name]).toEqual(["where", uuid, undefined, ["a tag"], "named"]);
    expect(metadata).toMatchObject({ userId: "u1" });
    const [documents, endedRunId] = hooks.first("handleRetrieverEnd");
    expect(documents).toHaveLength(1);
    expect(endedRunId).toBe(runId);
    expect(hooks.first("handleRetrieverError")[0]).toMatchObject({ message: "index is gone" });
  });

  test("handleCustomEvent: (name, data, runId, tags, metadata), without a parent", async () => {
    const custom = RunnableLambda.from(async (text: string, config) => {
      await dispatchCustomEvent("progress", { share: 0.5 }, config);
      return text;
    });
    await custom.invoke("hi", { ...WHO, callbacks: [hooks] });
    const [name, data, runId, tags, metadata] = hooks.first("handleCustomEvent");
    expect([name, data, runId, tags]).toEqual(["progress", { share: 0.5 }, uuid, ["a tag"]]);
    expect(metadata).toMatchObject({ userId: "u1" });
  });
});

describe("FACTS 1.2: what the start of a model run carries", () => {
  test("ls_model_name is the model asked for; provider, type, caps and versions stand beside it", async () => {
    const model = anthropicOf(stub, { temperature: 0.5 });
    await model.invoke("hi", { ...WHO, callbacks: [hooks] });
    expect(hooks.first("handleChatModelStart")[6]).toMatchObject({
      userId: "u1",
      ls_provider: "anthropic",
      ls_model_name: "claude-sonnet-4-5",
      ls_model_type: "chat",
      ls_max_tokens: 64,
      ls_temperature: 0.5,
    });
  });

  test("TRAP invocation_params.stream is false even when the call streams", async () => {
    await collectStream(await openAiOf(stub).stream("hi", { callbacks: [hooks] }));
    const extra = hooks.first("handleChatModelStart")[4];
    expect(extra).toHaveProperty("invocation_params.stream", false);
    expect(stub.calls[0]?.stream).toBe(true);
  });

  test("the end event carries no metadata: who called is known from the start event only", async () => {
    const chain = openAiOf(stub).pipe(new StringOutputParser());
    await chain.invoke("hi", { ...WHO, callbacks: [hooks] });
    expect(JSON.stringify(hooks.first("handleLLMEnd").slice(1))).not.toContain("u1");
  });

  test("a streaming completion model calls the same hooks", async () => {
    const model = new FakeStreamingLLM({ responses: ["abc"] });
    await collectStream(await model.stream("hi", { callbacks: [hooks] }));
    expect(hooks.hooks()).toEqual([
      "handleLLMStart",
      "handleLLMNewToken",
      "handleLLMNewToken",
      "handleLLMNewToken",
      "handleLLMEnd",
    ]);
  });
});
