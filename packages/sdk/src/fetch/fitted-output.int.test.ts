import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI, { APIError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { MonitorOptions } from "../options/monitor-options.ts";
import { type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;
beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  // An answer as long as it may be, but not more than 20 tokens.
  stub.respondWith(({ maxOutputTokens = 1_000 }) => answerOf(Math.min(20, maxOutputTokens)));
  // LangChain writes every denial there.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

/** A tenth of a cent for each token that is answered, and nothing for the question: ten cents are 100 tokens. */
const PRICES: MonitorOptions["pricing"] = {
  overrides: [{ model: "*", inputPerMillionUsd: 0, outputPerMillionUsd: 1_000 }],
};
const QUESTION = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Hi" }] };

function answerOf(count: number) {
  return {
    tokens: Array.from({ length: count }, () => "word "),
    usage: { inputTokens: 10, outputTokens: count },
  };
}

function watchFitted(options: MonitorOptions): WatchedCalls {
  return watchCalls({ pricing: PRICES, fitOutputTokens: true, ...options });
}

function clientOf({ monitor }: WatchedCalls): OpenAI {
  return new OpenAI({ apiKey: "sk-stub", baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch: monitor.fetch });
}

/** What the provider was asked to stop at, call by call. */
function capsAtProvider(): unknown[] {
  return stub.calls.map(({ body }) => body["max_tokens"] ?? body["max_completion_tokens"]);
}

describe("calls without a cap", () => {
  test("get shorter near the limit, until not even the least fits", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.05 });
    const client = clientOf(watched);
    for (const _ of [1, 2]) await client.chat.completions.create(QUESTION);
    const error = await client.chat.completions.create(QUESTION).catch((thrown: unknown) => thrown);
    expect(capsAtProvider()).toEqual([50, 30]);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ status: 402 });
    expect(watched.llm().map(({ status, budget }) => [status, budget?.fittedOutputTokens])).toEqual([
      ["ok", 50],
      ["ok", 30],
      ["blocked", undefined],
    ]);
    expect(watched.llm()[0]?.budget).toEqual({
      heldNanos: 50_000_000,
      chargedNanos: 20_000_000,
      isBounded: true,
      fittedOutputTokens: 50,
    });
  });

  test("are cut by the provider where the cap says so", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.017 });
    const answer = await clientOf(watched).chat.completions.create(QUESTION);
    expect(answer.usage?.completion_tokens).toBe(17);
    expect(watched.monitor.budgets()[0]).toMatchObject({ spentNanos: 17_000_000, heldNanos: 0 });
  });

  test("share what is left when they run at a time, and never spend more", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.1, fitOutputTokens: { maxTokens: 30 } });
    const client = clientOf(watched);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.chat.completions.create(QUESTION)),
    );
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(3);
    for (const cap of capsAtProvider()) expect(cap).toBeLessThanOrEqual(30);
    const [budget] = watched.monitor.budgets();
    expect(budget?.heldNanos).toBe(0);
    expect(budget?.spentNanos).toBeLessThanOrEqual(100_000_000);
  });

  test("carry the cap beside what a stream is asked for", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.05 });
    const chunks = await collectStream(
      await clientOf(watched).chat.completions.create({ ...QUESTION, stream: true }),
    );
    expect(chunks.every(({ usage }) => usage === undefined || usage === null)).toBe(true);
    expect(stub.calls[0]?.body).toMatchObject({ max_tokens: 50, stream_options: { include_usage: true } });
    expect(watched.only()).toMatchObject({ usage: { outputTokens: 20 }, budget: { fittedOutputTokens: 50 } });
  });

  test("are fitted through the Responses API too", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.05 });
    await clientOf(watched).responses.create({ model: "gpt-4o", input: "Hi" });
    expect(stub.calls[0]?.body).toMatchObject({ max_output_tokens: 50 });
    expect(watched.only().budget).toMatchObject({ isBounded: true, fittedOutputTokens: 50 });
  });

  test("are one call under LangChain's handler, whose hold makes room for one that fits", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 0.05, defaultMaxOutputTokens: 25 });
    const configuration = { baseURL: stub.openAiBaseUrl, fetch: watched.monitor.fetch };
    const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "test", maxRetries: 0, configuration });
    await model.invoke("Hi", watched.monitor.runnableConfig());
    expect(capsAtProvider()).toEqual([50]);
    expect(watched.only().budget).toMatchObject({ heldNanos: 50_000_000, fittedOutputTokens: 50 });
    expect(watched.monitor.budgets()[0]).toMatchObject({ spentNanos: 20_000_000, heldNanos: 0 });
  });

  test("far from the limit they may answer as long as their model can", async () => {
    const watched = watchFitted({ dailyBudgetUsd: 1_000 });
    await clientOf(watched).chat.completions.create(QUESTION);
    expect(capsAtProvider()).toEqual([16_384]);
  });
});

describe("calls that are left as they are", () => {
  test.each([
    [
      "the option is off",
      { dailyBudgetUsd: 0.05, fitOutputTokens: false, defaultMaxOutputTokens: 20 },
      QUESTION,
      undefined,
    ],
    ["no budget covers them", {}, QUESTION, undefined],
    ["they name a cap", { dailyBudgetUsd: 0.05 }, { ...QUESTION, max_tokens: 33 }, 33],
  ])("%s", async (_, options, question, cap) => {
    const watched = watchFitted(options);
    await clientOf(watched).chat.completions.create(question);
    expect(capsAtProvider()).toEqual([cap]);
    expect(watched.only().budget ?? {}).not.toHaveProperty("fittedOutputTokens");
  });
});
