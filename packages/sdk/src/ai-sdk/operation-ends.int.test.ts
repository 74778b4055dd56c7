import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import {
  generateText,
  isStepCount,
  type LanguageModelMiddleware,
  streamText,
  experimental_streamTextLowMemory as streamTextLowMemory,
  wrapLanguageModel,
} from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";
import { openAiProvider, readAll, weatherTool, wrapped } from "./testing/sdk-models.ts";
import { traceLines } from "./testing/trace-lines.ts";
import { watchAiSdk } from "./watch-ai-sdk.ts";

let stub: Awaited<ReturnType<typeof startProviderStub>>;
let stop: () => void = () => undefined;
beforeAll(async () => {
  stub = await startProviderStub();
});
beforeEach(() => stub.reset());
afterEach(() => stop());
afterAll(() => stub.close());

const USAGE = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 30, reasoningTokens: 5 };
function watched(options: Parameters<typeof watchCalls>[0] = {}): WatchedCalls {
  const calls = watchCalls(options);
  stop = watchAiSdk(calls.monitor);
  return calls;
}

function model() {
  return openAiProvider(stub)("gpt-4o");
}

describe("ends that the events do not tell", () => {
  const streamed = () => streamText({ model: openAiProvider(stub).chat("gpt-4o"), prompt: "Hi", onError });
  const onError = () => undefined;

  test("a reader that breaks out of the only stream ends the whole operation", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], hangAfterTokens: 2 }));
    const { records } = watched();
    const { textStream } = streamTextLowMemory({ model: openAiProvider(stub).chat("gpt-4o"), prompt: "Hi" });
    for await (const piece of textStream) if (piece === "two ") break;
    await stub.waitForEnded(1);
    expect(traceLines(records).map((line) => line.split(" ").at(-1))).toEqual(Array(3).fill("cancelled"));
  });

  test.each(["breaks out of", "never reads"])(
    "a reader that %s one stream of several, which the AI SDK leaves open: given up for lost",
    async (what) => {
      stub.respondWith(() => ({ tokens: Array(500).fill("word ") }));
      const { records, clock } = watched({ abandonAfterMs: 60_000 });
      const result = streamed();
      if (what === "breaks out of") for await (const _ of result.textStream) break;
      await stub.waitForArrived(1);
      await clock.advance(180_000);
      expect(traceLines(records).map((line) => line.split(" ").at(-1))).toEqual(Array(3).fill("abandoned"));
    },
  );

  test("an abort ends the whole operation", async () => {
    stub.respondWith(() => ({ tokens: ["One ", "two ", "three"], hangAfterTokens: 2 }));
    const { records } = watched();
    const abort = new AbortController();
    const { textStream } = streamText({ model: model(), prompt: "Hi", abortSignal: abort.signal });
    for await (const piece of textStream) if (piece === "two ") abort.abort();
    await stub.waitForEnded(1);
    expect(traceLines(records).map((line) => line.split(" ").at(-1))).toEqual(Array(3).fill("cancelled"));
  });

  test("an operation inside a tool that is aborted does not take the outer one with it", async () => {
    stub.respondWith(({ tools, hasToolResult }) => {
      if (tools.length === 0) return { hang: true };
      return hasToolResult ? {} : { toolCalls: [{ name: "weather", arguments: { city: "Ulm" } }] };
    });
    const { records } = watched();
    const abort = new AbortController();
    const inner = () => generateText({ model: model(), prompt: "Hi", abortSignal: abort.signal });
    const tools = weatherTool(async () => {
      const asked = inner().then(
        () => "sunny",
        () => "unknown",
      );
      await stub.waitForArrived(2);
      abort.abort();
      return asked;
    });
    await generateText({ model: model(), prompt: "Hi", tools, stopWhen: isStepCount(3) });
    const cancelled = records.filter(({ status }) => status === "cancelled");
    expect(traceLines(records).filter((line) => line.endsWith("cancelled"))).toEqual([
      "agent > chain > tool > chain > chain > llm gpt-4o cancelled",
      "agent > chain > tool > chain > chain step cancelled",
      "agent > chain > tool > chain generateText cancelled",
    ]);
    expect(records).toHaveLength(cancelled.length + 6);
  });

  test("a failed stream's operation names the cause, not that nothing came", async () => {
    stub.respondWith(() => ({ failure: "auth" }));
    const { records } = watched();
    const result = streamed();
    await readAll(result.textStream);
    await Promise.resolve(result.text).catch(onError);
    expect(records).toHaveLength(3);
    for (const record of records) expect(record).toMatchObject({ status: "error", error: { class: "auth" } });
  });
});

describe("models inside models", () => {
  test("wrapped twice and watched, a call is still one", async () => {
    stub.respondWith(() => ({ usage: USAGE }));
    const { monitor, only } = watched();
    await generateText({ model: wrapped(monitor, wrapped(monitor, model())), prompt: "Hi" });
    expect(only()).toMatchObject({ status: "ok", usage: USAGE });
  });

  test("a model that asks two others has the cost of both", async () => {
    stub.respondWith(({ model }) => ({
      usage: model === "gpt-4o" ? USAGE : { ...USAGE, outputTokens: 200 },
    }));
    const { monitor, llm } = watched();
    const first = wrapped(monitor, openAiProvider(stub)("gpt-4o-mini"));
    const middleware: LanguageModelMiddleware = {
      specificationVersion: "v4",
      wrapGenerate: async ({ doGenerate, params }) => {
        await first.doGenerate(params);
        return doGenerate();
      },
    };
    await generateText({
      model: wrapLanguageModel({ model: wrapped(monitor, model()), middleware }),
      prompt: "Hi",
    });
    expect(
      llm()
        .map(({ usage }) => usage?.outputTokens)
        .sort(),
    ).toEqual([20, 200]);
  });
});
