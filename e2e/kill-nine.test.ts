import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createMonitor, type MonitorOptions } from "breakwater";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallingUser } from "./programs/calling-app-settings.ts";
import { handPrice, readCalls, readServed } from "./programs/journal-content.ts";
import { noonZone } from "./programs/noon-zone.ts";
import { type StubProcess, startCallingApp, startStub } from "./programs/running-program.ts";

const CALLS = 1_000;
const KILLS = 3;

const users: readonly CallingUser[] = Array.from({ length: 10 }, (_, index) => ({
  userId: `user_${index}`,
  usage: { inputTokens: 100 + 7 * index, outputTokens: 10 + index },
  delayMs: 150 * index,
}));

let directory: string;
let stub: StubProcess;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "kill-nine-"));
  stub = await startStub(join(directory, "served.jsonl"));
});
afterEach(async () => {
  await stub.stop();
  rmSync(directory, { recursive: true });
});

test("kill -9 during 1,000 concurrent calls, three times: nothing is lost, doubled or refunded", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  console.info(`KILL_SEED=${seed}`);
  const random = createSeededRandom(seed);
  const options: MonitorOptions = {
    logFile: join(directory, "production.jsonl"),
    timeZone: noonZone(Date.now()),
    dailyBudgetUsd: 1_000,
    budgets: [{ name: "per user", limitUsd: 100, per: ["userId"] }],
    journal: { maxFileBytes: 300_000 },
    logLevel: "silent",
  };
  const acknowledged: string[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const app = startCallingApp({
      name: `kill${kill}`,
      openAiBaseUrl: stub.openAiBaseUrl,
      calls: CALLS,
      users,
      monitor: options,
    });
    await app.waitForAcknowledged(Math.floor(CALLS * (0.3 + 0.4 * random.uniform())));
    app.process.kill("SIGKILL");
    expect(await app.ended).toBeNull();
    acknowledged.push(...app.acknowledged);
    await expectTruth(options, acknowledged, kill);
    await expectTruth(options, acknowledged, kill);
  }
}, 180_000);

/** Opens a monitor on what the dead process left, as its successor would, and holds it to the stub's log. */
async function expectTruth(
  options: MonitorOptions,
  acknowledged: readonly string[],
  kills: number,
): Promise<void> {
  const monitor = createMonitor(options);
  const report = monitor.report({ maxRows: 100 }).data;
  const budgets = monitor.budgets();
  expect(await monitor.close()).toMatchObject({ isComplete: true, openRuns: 0 });

  const calls = readCalls(options.logFile ?? "");
  const served = readServed(join(directory, "served.jsonl"));

  // No end that the application had told of is lost, and none is made up.
  expect(acknowledged.filter((id) => !calls.ended.has(id))).toEqual([]);
  for (const [id, record] of calls.ended) {
    const usage = served.get(id);
    if (usage === undefined) throw new Error(`ended, but never served: ${id}`);
    expect(record.usage).toMatchObject(usage);
    expect(chargeOf(record)).toBe(handPrice(usage));
  }

  // What was in flight at a kill is charged with its hold, and told apart.
  expect(calls.abandoned.size).toBeGreaterThan(0);
  expect(calls.ended.size + calls.abandoned.size).toBe(calls.running.size);
  expect(calls.running.size).toBeLessThanOrEqual(kills * CALLS);
  for (const [id, record] of calls.abandoned) {
    expect(calls.ended.has(id)).toBe(false);
    expect(record).toMatchObject({ usageSource: "estimated", budget: { isBounded: true } });
    expect(chargeOf(record)).toBe(calls.running.get(id)?.budget?.heldNanos);
    expect(chargeOf(record)).toBeGreaterThanOrEqual(handPrice({ inputTokens: 10, outputTokens: 400 }));
  }

  // Budgets and report say the same.
  const counted = [...calls.ended.values(), ...calls.abandoned.values()];
  const total = sumOf(counted);
  expect(budgets.find(({ budget }) => budget === "daily")).toMatchObject({ spentNanos: total, heldNanos: 0 });
  for (const { userId } of users) {
    const spentNanos = sumOf(counted.filter((record) => record.userId === userId));
    const status = budgets.find(({ budget, key }) => budget === "per user" && key["userId"] === userId);
    expect(status).toMatchObject({ spentNanos, heldNanos: 0 });
  }
  expect(report.cost.total).toMatchObject({ calls: counted.length, totalNanos: total });
  expect(report.unknowns).toMatchObject({
    abandonedCalls: calls.abandoned.size,
    estimatedCalls: calls.abandoned.size,
    tornLines: 0,
    dropped: [],
  });
}

function chargeOf({ budget }: SpanRecord): number {
  return budget?.chargedNanos ?? Number.NaN;
}

function sumOf(records: readonly SpanRecord[]): number {
  return records.reduce((sum, record) => sum + chargeOf(record), 0);
}
