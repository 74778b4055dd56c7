import { collectStream } from "@breakwater/testkit/collect-stream";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { concat } from "@langchain/core/utils/stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { anthropicOf, openAiOf, watchCalls } from "../testing/watched-calls.ts";

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

/** gpt-4o: 2,500 nano-dollars per input token, 1,250 when cached, 10,000 per output token. */
const CACHED_USAGE = { inputTokens: 10_000, outputTokens: 1_000, cacheReadTokens: 4_000 };
const CACHED_NANOS = 6_000 * 2_500 + 4_000 * 1_250 + 1_000 * 10_000;

describe("cost differs from the bill: OpenAI", () => {
  test("Langfuse #13811, LangSmith #1375 #2150, Opik #6976 #6969, LiteLLM #29145: cached input is priced once", async () => {
    stub.respondWith(() => ({ usage: CACHED_USAGE }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({
      status: "ok",
      usage: CACHED_USAGE,
      usageSource: "reported",
      cost: { source: "priced", totalNanos: CACHED_NANOS },
    });
  });

  test("Langfuse #13811: a stream keeps the cached detail and costs the same as the whole answer", async () => {
    stub.respondWith(() => ({ tokens: ["a", " b"], usage: CACHED_USAGE }));
    const { monitor, only } = watchCalls();
    await collectStream(await openAiOf(stub).stream("hi", monitor.runnableConfig()));
    expect(only()).toMatchObject({
      usage: CACHED_USAGE,
      usageSource: "reported",
      cost: { totalNanos: CACHED_NANOS },
    });
  });

  test("LangSmith #1858: more cache than input never makes a cost negative; it is flagged", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 100, outputTokens: 0, cacheReadTokens: 400 } }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    // Such counts come from servers whose input leaves out the cache: it is added again.
    expect(only().usage).toMatchObject({ inputTokens: 500, cacheReadTokens: 400 });
    expect(only().cost).toMatchObject({
      totalNanos: 100 * 2_500 + 400 * 1_250,
      outputNanos: 0,
      flags: ["input_excluded_cache"],
    });
  });

  test("LiteLLM #18599: reasoning tokens are counted, and not twice", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 100, outputTokens: 50, reasoningTokens: 40 } }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only().usage).toMatchObject({ outputTokens: 50, reasoningTokens: 40 });
    expect(only().cost).toMatchObject({ totalNanos: 100 * 2_500 + 50 * 10_000 });
  });

  test("Helicone #5374: the dated name that answers is recorded beside the name asked for, and priced", async () => {
    stub.respondWith(() => ({
      model: "gpt-4o-2024-08-06",
      usage: { inputTokens: 1_000, outputTokens: 0 },
    }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({
      provider: "openai",
      requestModel: "gpt-4o",
      responseModel: "gpt-4o-2024-08-06",
      cost: { source: "priced", totalNanos: 2_500_000 },
    });
  });

  test("the model that answers sets the price, not the one asked for", async () => {
    stub.respondWith(() => ({ model: "gpt-4o-mini", usage: { inputTokens: 1_000, outputTokens: 1_000 } }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only().cost).toMatchObject({ totalNanos: 1_000 * 150 + 1_000 * 600 });
  });

  test("an answer under an unknown name is priced as the model asked for", async () => {
    stub.respondWith(() => ({ model: "internal-7", usage: { inputTokens: 1_000, outputTokens: 0 } }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only().cost).toMatchObject({ source: "priced", totalNanos: 2_500_000 });
  });

  test.each([false, true])("the Responses API reports with all details (stream: %s)", async (streams) => {
    stub.respondWith(() => ({
      tokens: ["a", " b"],
      usage: { inputTokens: 100, outputTokens: 50, cacheReadTokens: 64, reasoningTokens: 20 },
    }));
    const { monitor, only } = watchCalls();
    const model = openAiOf(stub, { useResponsesApi: true });
    if (streams) await collectStream(await model.stream("hi", monitor.runnableConfig()));
    else await model.invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({
      responseModel: "gpt-4o",
      usage: { inputTokens: 100, outputTokens: 50, cacheReadTokens: 64, reasoningTokens: 20 },
      usageSource: "reported",
      cost: { totalNanos: 36 * 2_500 + 64 * 1_250 + 50 * 10_000 },
    });
  });

  test("n answers of one call report their usage once", async () => {
    stub.respondWith(() => ({ text: "two words", usage: { inputTokens: 100, outputTokens: 6 } }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub, { n: 3 }).generate([[new HumanMessage("hi")]], monitor.runnableConfig());
    expect(only().usage).toMatchObject({ inputTokens: 100, outputTokens: 6 });
  });

  test("FACTS 1.2: the service tier is known from the request; its price applies", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000, outputTokens: 0 }, serviceTier: "flex" }));
    const { monitor, only } = watchCalls();
    await openAiOf(stub, { model: "o3", service_tier: "flex" }).invoke("hi", monitor.runnableConfig());
    expect(only().serviceTier).toBe("flex");
    expect(only().cost).toMatchObject({ source: "priced", totalNanos: 1_000_000 });
  });
});

describe("cost differs from the bill: Anthropic", () => {
  const usage = {
    inputTokens: 14,
    outputTokens: 5,
    cacheReadTokens: 3,
    cacheWriteTokens: 4,
    cacheWrite1hTokens: 3,
  };
  /** claude-sonnet-4-5 per token: 3,000 fresh, 300 read, 3,750 and 6,000 written, 15,000 out. */
  const nanos = 7 * 3_000 + 3 * 300 + 1 * 3_750 + 3 * 6_000 + 5 * 15_000;

  test("Phoenix #10036: input includes cache reads and writes; one-hour writes have their own price", async () => {
    stub.respondWith(() => ({ usage }));
    const { monitor, only } = watchCalls();
    await anthropicOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({ usage, usageSource: "reported", cost: { totalNanos: nanos } });
  });

  test("LangChain.js over-counts the output of ChatAnthropic's streams by the first event's count", async () => {
    stub.respondWith(() => ({ tokens: ["a", " b"], usage, startOutputTokens: 1 }));
    const { monitor, only } = watchCalls();
    const parts = await collectStream(await anthropicOf(stub).stream("hi", monitor.runnableConfig()));
    const merged = parts.reduce((sum, part) => concat(sum, part));
    // The fault as it is: when LangChain mends it, the correction is no longer needed.
    expect(merged).toHaveProperty("usage_metadata.output_tokens", 6);
    expect(only().usage).toMatchObject({ inputTokens: 14, outputTokens: 5, cacheReadTokens: 3 });
    expect(only().cost).toMatchObject({
      source: "priced",
      flags: expect.arrayContaining(["output_overcount_corrected"]),
    });
  });

  test("a stream tells reads, writes and one-hour writes, and costs the same as the whole answer", async () => {
    stub.respondWith(() => ({ tokens: ["a", " b"], usage }));
    const { monitor, only } = watchCalls();
    await collectStream(await anthropicOf(stub).stream("hi", monitor.runnableConfig()));
    expect(only()).toMatchObject({ usage, usageSource: "reported", cost: { totalNanos: nanos } });
  });

  test("a server that puts the whole count into the first event does not double the output", async () => {
    stub.respondWith(() => ({ tokens: ["a"], usage, startOutputTokens: 5 }));
    const { monitor, only } = watchCalls();
    await collectStream(await anthropicOf(stub).stream("hi", monitor.runnableConfig()));
    expect(only().usage?.outputTokens).toBe(5);
  });

  test("FACTS 1.2: a stream names no model, so that the one asked for is priced", async () => {
    stub.respondWith(() => ({ model: "claude-sonnet-4-5-20250929", usage }));
    const { monitor, only } = watchCalls();
    await collectStream(await anthropicOf(stub).stream("hi", monitor.runnableConfig()));
    expect(only().responseModel).toBeUndefined();
    expect(only()).toMatchObject({ requestModel: "claude-sonnet-4-5", cost: { source: "priced" } });
  });
});

describe("usage that the provider does not report is estimated, and marked so", () => {
  test("streamUsage: false", async () => {
    stub.respondWith(() => ({ text: "one two three four" }));
    const { monitor, only } = watchCalls();
    const model = openAiOf(stub, { streamUsage: false });
    await collectStream(await model.stream("hello there", monitor.runnableConfig()));
    expect(only()).toMatchObject({ status: "ok", usageSource: "estimated", cost: { source: "priced" } });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(4);
    expect(only().usage?.inputTokens).toBeGreaterThanOrEqual(2);
  });

  test.each(["invoke", "stream"] as const)("a compatible server that omits usage (%s)", async (way) => {
    stub.respondWith(() => ({ text: "one two three four", omitUsage: true }));
    const { monitor, only } = watchCalls();
    if (way === "stream") await collectStream(await openAiOf(stub).stream("hi", monitor.runnableConfig()));
    else await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    expect(only()).toMatchObject({ status: "ok", usageSource: "estimated", cost: { source: "priced" } });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(4);
  });

  test("the estimate is charged to the budget, and the hold ends", async () => {
    stub.respondWith(() => ({ text: "one two three four", omitUsage: true }));
    const { monitor, only } = watchCalls({ dailyBudgetUsd: 1 });
    await collectStream(await openAiOf(stub).stream("hi", monitor.runnableConfig()));
    const [budget] = monitor.budgets();
    expect(budget).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
    expect(budget?.spentNanos).toBeGreaterThan(0);
  });
});

describe("unknown prices", () => {
  test("LiteLLM #21023: an unknown model is unpriced, never free, and counted as such", async () => {
    const { monitor, only } = watchCalls();
    await openAiOf(stub, { model: "my-local-model" }).invoke("hi", monitor.runnableConfig());
    expect(only().cost).toMatchObject({ source: "unpriced" });
    expect(only().cost).not.toHaveProperty("totalNanos");
    expect(monitor.cost.snapshot(0).total.unpricedCalls).toBe(1);
  });

  test("LiteLLM #21023: a budget refuses what it cannot price, before anything is sent", async () => {
    const { monitor, only } = watchCalls({ dailyBudgetUsd: 100 });
    const call = openAiOf(stub, { model: "my-local-model" }).invoke("hi", monitor.runnableConfig());
    await expect(call).rejects.toMatchObject({ code: "BW_BUDGET_EXCEEDED", denial: { reason: "unpriced" } });
    expect(stub.calls).toHaveLength(0);
    expect(only().status).toBe("blocked");
  });

  test("LiteLLM #21023: or charges it a flat amount", async () => {
    const { monitor } = watchCalls({
      budgets: [{ name: "all", limitUsd: 2, unpriced: { chargeUsd: 1 } }],
    });
    const model = openAiOf(stub, { model: "my-local-model" });
    await model.invoke("hi", monitor.runnableConfig());
    await model.invoke("hi", monitor.runnableConfig());
    await expect(model.invoke("hi", monitor.runnableConfig())).rejects.toThrow(/exhausted/);
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 2_000_000_000, heldNanos: 0 });
    expect(stub.calls).toHaveLength(2);
  });

  test("a price that begins in the future does not apply yet", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000_000, outputTokens: 0 } }));
    const clock = createFakeClock(Date.UTC(2026, 5, 1));
    const dear = {
      model: "gpt-4o",
      inputPerMillionUsd: 1_000,
      outputPerMillionUsd: 1_000,
      from: "2026-06-02",
    };
    const { monitor, llm } = watchCalls({ pricing: { overrides: [dear] } }, clock);
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    await clock.advance(24 * 3_600_000);
    await openAiOf(stub).invoke("hi", monitor.runnableConfig());
    const costs = llm().map(({ cost }) => cost?.source === "priced" && cost.totalNanos);
    expect(costs).toEqual([2_500_000_000, 1_000_000_000_000]);
  });

  test("a call costs what its model cost at the time", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000_000, outputTokens: 0 } }));
    const { monitor, only } = watchCalls({}, createFakeClock(Date.UTC(2025, 4, 1)));
    await openAiOf(stub, { model: "o3" }).invoke("hi", monitor.runnableConfig());
    expect(only().cost).toMatchObject({ totalNanos: 10_000_000_000 });
  });
});

describe("what is counted once", () => {
  test("parents repeat their children's usage and are not priced again", async () => {
    stub.respondWith(() => ({ usage: { inputTokens: 1_000, outputTokens: 0 } }));
    const { monitor, records, only } = watchCalls();
    const prompt = ChatPromptTemplate.fromTemplate("{q}");
    const chain = prompt.pipe(openAiOf(stub)).pipe(new StringOutputParser());
    await chain.invoke({ q: "hi" }, monitor.runnableConfig());
    expect(records.length).toBeGreaterThan(2);
    expect(records.filter(({ cost, usage }) => cost ?? usage)).toEqual([only()]);
    expect(monitor.cost.snapshot(0).total).toMatchObject({ calls: 1, totalNanos: 2_500_000 });
  });

  test("LangSmith #1101: none of 61 runs of a batch is lost", async () => {
    const { monitor, llm } = watchCalls();
    const questions = Array.from({ length: 61 }, (_, index) => `question ${index}`);
    await openAiOf(stub).batch(questions, monitor.runnableConfig());
    expect(llm()).toHaveLength(61);
    expect(new Set(llm().map(({ spanId }) => spanId)).size).toBe(61);
    expect(monitor.cost.snapshot(0).total.calls).toBe(61);
  });
});
