import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;
let folder: string;

beforeAll(async () => {
  stub = await startProviderStub();
  folder = mkdtempSync(join(tmpdir(), "breakwater-restart-"));
});
afterAll(async () => {
  await stub.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  stub.reset();
  // LangChain writes every denial there.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

describe("LiteLLM #34820: nothing spent is forgotten by a restart", () => {
  test("the budget, the totals and the users are those of before", async () => {
    const options = { ...DOLLAR_A_CALL, dailyBudgetUsd: 3, logFile: join(folder, "spent.jsonl") };
    const clock = createFakeClock();
    const before = watchCalls(options, clock);
    await before.monitor.query(openAiOf(stub), "hi", { userId: "a" });
    await before.monitor.query(openAiOf(stub), "hi", { userId: "b" });
    const closed = await before.monitor.close();
    expect(closed).toMatchObject({ isComplete: true, records: { pending: 0 }, openRuns: 0 });

    const after = watchCalls(options, clock);
    expect(after.monitor.budgets()).toEqual(before.monitor.budgets());
    expect(after.monitor.cost.snapshot(clock.now()).total).toMatchObject({
      calls: 2,
      totalNanos: 2_000_000_000,
    });
    await after.monitor.query(openAiOf(stub), "hi", { userId: "a" });
    const refused = after.monitor.query(openAiOf(stub), "hi", { userId: "a" });
    await expect(refused).rejects.toThrow(/spent \$3.00/);
    await after.monitor.close();
  });

  test("a call in flight at the end is charged as lost, once, and its hold is gone", async () => {
    stub.respondWith(() => ({ hang: true }));
    const options = { ...DOLLAR_A_CALL, dailyBudgetUsd: 3, logFile: join(folder, "flight.jsonl") };
    const clock = createFakeClock();
    const before = watchCalls(options, clock);
    const controller = new AbortController();
    const config = { ...before.monitor.runnableConfig({ userId: "a" }), signal: controller.signal };
    const lost = openAiOf(stub).invoke("hi", config);
    await stub.waitForArrived(1);
    expect(await before.monitor.close()).toMatchObject({ openRuns: 1 });

    const after = watchCalls(options, clock);
    expect(after.records).toMatchObject([{ status: "abandoned", userId: "a" }]);
    expect(after.monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
    await after.monitor.close();
    const again = watchCalls(options, clock);
    expect(again.monitor.budgets()[0]).toMatchObject({ spentNanos: 1_000_000_000, heldNanos: 0 });
    await again.monitor.close();
    controller.abort();
    await expect(lost).rejects.toThrow();
  });

  test("tomorrow begins afresh", async () => {
    const options = { ...DOLLAR_A_CALL, dailyBudgetUsd: 1, logFile: join(folder, "day.jsonl") };
    const clock = createFakeClock();
    const before = watchCalls(options, clock);
    await before.monitor.query(openAiOf(stub), "hi");
    await before.monitor.close();
    await clock.advance(24 * 3_600_000);
    const after = watchCalls(options, clock);
    await expect(after.monitor.query(openAiOf(stub), "hi")).resolves.toBeDefined();
    await after.monitor.close();
  });
});
