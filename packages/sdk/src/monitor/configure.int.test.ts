import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { ChatOpenAI } from "@langchain/openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMonitor } from "../create-monitor.ts";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";
import type { Monitor } from "./monitor.ts";

/** 1,000 + 100 tokens of gpt-4o: 0.0025 + 0.001 dollars. */
const CALL_NANOS = 3_500_000;

let stub: ProviderStub;
let model: ChatOpenAI;
let directory: string;
let warnings: string[];
let monitors: Monitor[];
beforeAll(async () => {
  const usage = { inputTokens: 1_000, outputTokens: 100 };
  stub = await startProviderStub({ respond: () => ({ text: "The answer.", usage }) });
  const configuration = { baseURL: stub.openAiBaseUrl };
  model = new ChatOpenAI({
    model: "gpt-4o",
    apiKey: "sk-stub",
    maxRetries: 0,
    maxTokens: 100,
    configuration,
  });
});
afterAll(() => stub.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "configure-"));
  warnings = [];
  monitors = [];
});
afterEach(async () => {
  for (const monitor of monitors) await monitor.close({ deadlineMs: 0 });
  rmSync(directory, { recursive: true });
});

function monitorOf(options: MonitorOptions): Monitor {
  const logger = { warn: (text: string) => warnings.push(text), info: () => {} };
  const monitor = createMonitor({ logger, ...options }, { clock: createFakeClock() });
  monitors.push(monitor);
  return monitor;
}

const logFile = () => join(directory, "production.jsonl");
const records = () =>
  readFileSync(logFile(), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SpanRecord);

describe("monitor.configure", () => {
  it("changes a limit and keeps what was spent and counted", async () => {
    const monitor = monitorOf({ dailyBudgetUsd: 1 });
    await monitor.query(model, "A question");
    monitor.configure({ dailyBudgetUsd: 0.004 });
    expect(monitor.budgets()).toMatchObject([{ spentNanos: CALL_NANOS, limitNanos: 4_000_000 }]);
    await expect(monitor.query(model, "Another")).rejects.toThrow(BudgetExceededError);
    monitor.configure({ dailyBudgetUsd: 2 });
    await monitor.query(model, "Another");
    expect(monitor.budgets()).toMatchObject([{ spentNanos: 2 * CALL_NANOS, deniedCalls: 1 }]);
    expect(monitor.report().data.cost.total).toMatchObject({ calls: 2, totalNanos: 2 * CALL_NANOS });
  });

  it("fills a new budget with what the journal knows", async () => {
    const monitor = monitorOf({ dailyBudgetUsd: 1, logFile: logFile() });
    await monitor.query(model, "A question", { userId: "u1" });
    monitor.configure({ budgets: [{ name: "per user", limitUsd: 1, per: ["userId"] }] });
    expect(monitor.budgets()).toMatchObject([
      { budget: "daily", spentNanos: CALL_NANOS },
      { budget: "per user", key: { userId: "u1" }, spentNanos: CALL_NANOS },
    ]);
  });

  it.each([
    ["a bad limit beside a good one", { budgets: [{ name: "x", limitUsd: -1 }], slowCallMs: 1 }],
    ["two budgets of one name", { budgets: [{ name: "daily", limitUsd: 9 }] }],
    ["a bad receiver", { dailyBudgetUsd: 9, alerts: { receivers: [{ type: "pager" }] } }],
    [
      "a bad price",
      {
        dailyBudgetUsd: 9,
        pricing: {
          overrides: [{ model: "m", inputPerMillionUsd: 1, outputPerMillionUsd: 1, from: "yesterday" }],
        },
      },
    ],
    ["an option that cannot change", { dailyBudgetUsd: 9, logFile: "other.jsonl" }],
  ])("refuses %s and changes nothing", async (_what, changes) => {
    const monitor = monitorOf({ dailyBudgetUsd: 1 });
    await monitor.query(model, "A question");
    const before = JSON.stringify([monitor.budgets(), monitor.report().data]);
    expect(() => monitor.configure(changes)).toThrow(InvalidOptionsError);
    expect(JSON.stringify([monitor.budgets(), monitor.report().data])).toBe(before);
  });

  it("keeps prompts and answers from the moment it is told to, and no longer", async () => {
    const monitor = monitorOf({ logFile: logFile() });
    await monitor.query(model, "First question");
    monitor.configure({ payloads: "on" });
    await monitor.query(model, "Second question");
    monitor.configure({ payloads: { sampleRate: 0 } });
    await monitor.query(model, "Third question");
    const [first, second, third] = records();
    expect(second?.input).toContain("Second question");
    expect(second?.output).toContain("The answer.");
    for (const record of [first, third]) {
      expect(record).not.toHaveProperty("input");
      expect(record).not.toHaveProperty("output");
    }
  });

  it("cuts what it keeps at the length that is asked for", async () => {
    const monitor = monitorOf({ logFile: logFile(), payloads: { sampleRate: 1, maxLength: 12 } });
    await monitor.query(model, "A question that is rather long");
    expect([...(records()[0]?.input ?? "")].length).toBeLessThanOrEqual(13);
    expect(records()[0]?.output).toBe("The answer.");
  });
});

describe("a monitor on a disk that is full", () => {
  beforeEach(() => symlinkSync("/dev/full", logFile()));

  it("lets calls go on, warns once, and says what waits and what was dropped", async () => {
    const monitor = monitorOf({ dailyBudgetUsd: 1, logFile: logFile(), journal: { maxQueuedLines: 3 } });
    for (let call = 0; call < 4; call += 1) {
      const answer = await monitor.query(model, "A question");
      expect(answer.text).toBe("The answer.");
    }
    expect(warnings.filter((text) => text.includes("no space left"))).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(await monitor.flush()).toMatchObject({
      isComplete: false,
      records: { delivered: 0, pending: 3, dropped: { queue_full: 5 } },
      internalErrors: 0,
    });
    const { unknowns } = monitor.report().data;
    expect(unknowns.journal).toMatchObject({ state: "degraded", reason: expect.stringContaining("ENOSPC") });
    expect(unknowns.dropped).toContainEqual({ reason: "queue_full", count: 5 });
    expect(monitor.budgets()).toMatchObject([{ spentNanos: 4 * CALL_NANOS }]);
  });
});
