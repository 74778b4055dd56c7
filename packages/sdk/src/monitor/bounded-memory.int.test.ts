import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { CallbackManager } from "@langchain/core/callbacks/manager";
import type { Serialized } from "@langchain/core/load/serializable";
import { HumanMessage } from "@langchain/core/messages";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DOLLAR_A_CALL, openAiOf, type WatchedCalls, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

const MODEL: Serialized = { lc: 1, type: "constructor", id: ["ChatOpenAI"], kwargs: {} };

/** Starts runs through LangChain's own manager, as models do, that nobody ends. */
async function startRuns({ monitor }: WatchedCalls, count: number) {
  const runs: { handleLLMEnd(output: unknown): Promise<void> }[] = [];
  for (let index = 0; index < count; index += 1) {
    const manager = CallbackManager.configure([monitor.handler], undefined, undefined, undefined, {
      ls_provider: "openai",
      ls_model_name: "gpt-4o",
      userId: `user ${index}`,
    });
    const invocation = { invocation_params: { model: "gpt-4o", max_tokens: 64 } };
    const started = await manager?.handleChatModelStart(
      MODEL,
      [[new HumanMessage("hi")]],
      undefined,
      undefined,
      invocation,
    );
    const [run] = started ?? [];
    if (run) runs.push(run as (typeof runs)[number]);
  }
  return runs;
}

const ANSWER = { generations: [[{ text: "late" }]] };

describe("LiteLLM #12685, Opik #2676, Phoenix #9461: memory stays bounded", () => {
  test("maxOpenRuns: beyond it the longest open run is given up, charged and recorded", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 10_000, maxOpenRuns: 50 });
    const { monitor, llm } = watched;
    await startRuns(watched, 500);
    const { openRuns } = await monitor.flush();
    expect(openRuns).toBe(50);
    expect(llm()).toHaveLength(450);
    expect(llm().every(({ status }) => status === "abandoned")).toBe(true);
    expect(llm()[0]?.userId).toBe("user 0");
    expect(monitor.budgets()[0]).toMatchObject({
      heldNanos: 50_000_000_000,
      spentNanos: 450_000_000_000,
    });
  });

  test("LangSmith #453: no run stays pending: all that never end are swept, and their holds end", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 10_000, abandonAfterMs: 60_000 });
    const { monitor, llm, clock } = watched;
    await startRuns(watched, 2_000);
    expect((await monitor.flush()).openRuns).toBe(2_000);
    await clock.advance(120_000);
    expect((await monitor.flush()).openRuns).toBe(0);
    expect(llm()).toHaveLength(2_000);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: 2_000_000_000_000 });
  });

  test("of runs given up only the last thousand are remembered: an older one's end changes nothing", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 10_000, abandonAfterMs: 60_000 });
    const { monitor, corrections, clock } = watched;
    const runs = await startRuns(watched, 1_001);
    // Swept apart, so that it is known which one is the oldest.
    await clock.advance(120_000);
    const last = await startRuns(watched, 1_000);
    await clock.advance(120_000);
    await runs[0]?.handleLLMEnd(ANSWER);
    expect(corrections).toHaveLength(0);
    await last[0]?.handleLLMEnd(ANSWER);
    expect(corrections).toHaveLength(1);
    expect((await monitor.flush()).internalErrors).toBe(0);
  });

  test("an end that is reported twice counts once", async () => {
    const watched = watchCalls({ ...DOLLAR_A_CALL, dailyBudgetUsd: 5 });
    const [run] = await startRuns(watched, 1);
    await run?.handleLLMEnd(ANSWER);
    await run?.handleLLMEnd(ANSWER);
    expect(watched.llm()).toHaveLength(1);
    expect(watched.monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
  });

  test("thousands of users: tables are bounded, sums stay exact", async () => {
    const watched = watchCalls(DOLLAR_A_CALL);
    const runs = await startRuns(watched, 3_000);
    for (const run of runs) await run.handleLLMEnd(ANSWER);
    const { total, byUser } = watched.monitor.cost.snapshot(watched.clock.now());
    expect(total).toMatchObject({ calls: 3_000, totalNanos: 3_000_000_000_000 });
    expect(byUser.rows.length).toBeLessThanOrEqual(1_001);
    const sum = byUser.rows.reduce((nanos, { totals }) => nanos + totals.totalNanos, 0);
    expect(sum).toBe(total.totalNanos);
  });

  test("thousands of different errors: groups are bounded, the count is exact", async () => {
    stub.respondWith(({ id }) => ({ failure: "invalid_request", errorMessage: `bad ${word(id)} field` }));
    const { monitor } = watchCalls();
    for (let round = 0; round < 10; round += 1) {
      const calls = Array.from({ length: 60 }, () => openAiOf(stub).invoke("hi", monitor.runnableConfig()));
      await Promise.allSettled(calls);
    }
    const { total, groups } = monitor.errors.snapshot(0);
    expect(total).toBe(600);
    expect(groups.length).toBeLessThanOrEqual(500);
  });

  test("a payload is cut, and so are endless tags and metadata", async () => {
    stub.respondWith(() => ({ text: "x".repeat(50_000) }));
    const { monitor, only } = watchCalls({ payloads: { sampleRate: 1, maxLength: 1_000 } });
    const metadata = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`key${n}`, "v".repeat(5_000)]),
    );
    const tags = Array.from({ length: 500 }, (_, n) => `tag ${n}`);
    await monitor.query(openAiOf(stub), "y".repeat(50_000), { metadata, tags, userId: "u".repeat(5_000) });
    expect(JSON.stringify(only()).length).toBeLessThan(30_000);
    expect(only().status).toBe("ok");
  });
});

/** A different word for each number; digits alone would be normalised away. */
function word(number: number): string {
  return [...String(number)].map((digit) => String.fromCharCode(103 + Number(digit))).join("");
}
