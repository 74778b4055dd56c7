import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createMonitor, type MonitorOptions } from "breakwater";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallingUser } from "./programs/calling-app-settings.ts";
import { handPrice, readCalls, readServed } from "./programs/journal-content.ts";
import { noonZone } from "./programs/noon-zone.ts";
import { type CallingApp, type StubProcess, startCallingApp, startStub } from "./programs/running-program.ts";

const CALLS = 150;
const users: readonly CallingUser[] = [
  { userId: "user_1", usage: { inputTokens: 120, outputTokens: 12 }, delayMs: 0 },
  { userId: "user_2", usage: { inputTokens: 340, outputTokens: 30 }, delayMs: 300 },
  { userId: "user_3", usage: { inputTokens: 560, outputTokens: 5 }, delayMs: 600 },
];

let directory: string;
let servedLog: string;
let stub: StubProcess;
let monitor: MonitorOptions;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "two-processes-"));
  servedLog = join(directory, "served.jsonl");
  stub = await startStub(servedLog);
  monitor = {
    logFile: join(directory, "production.jsonl"),
    timeZone: noonZone(Date.now()),
    dailyBudgetUsd: 1_000,
    journal: { maxFileBytes: 40_000 },
    logLevel: "silent",
  };
});
afterEach(async () => {
  await stub.stop();
  rmSync(directory, { recursive: true });
});

function startApps(names: readonly string[]): CallingApp[] {
  const { openAiBaseUrl } = stub;
  return names.map((name) => startCallingApp({ name, openAiBaseUrl, calls: CALLS, users, monitor }));
}

test("two processes with one logFile lose and corrupt nothing, and one report counts both", async () => {
  const apps = startApps(["a", "b"]);
  expect(await Promise.all(apps.map((app) => app.ended))).toEqual([0, 0]);

  // readCalls throws on a line that is no record, and on a call told twice.
  const calls = readCalls(monitor.logFile ?? "");
  const served = readServed(servedLog);
  expect(served.size).toBe(2 * CALLS);
  expect(new Set(calls.ended.keys())).toEqual(new Set(served.keys()));
  expect(calls.lines).toBe(2 * 2 * CALLS);
  const total = [...served.values()].reduce((sum, usage) => sum + handPrice(usage), 0);
  expect(sumOf([...calls.ended.values()])).toBe(total);

  const report = reportOf(monitor.logFile ?? "");
  expect(report.cost.total).toMatchObject({ calls: 2 * CALLS, totalNanos: total });
  expect(report.unknowns).toMatchObject({ tornLines: 0, unfinishedCalls: 0, abandonedCalls: 0 });

  const next = createMonitor(monitor);
  expect(next.budgets()).toMatchObject([{ budget: "daily", spentNanos: total, heldNanos: 0 }]);
  await next.close();
});

test("two processes killed together and started again charge each lost call once", async () => {
  const apps = startApps(["a", "b"]);
  await Promise.all(apps.map((app) => app.waitForAcknowledged(CALLS / 3)));
  for (const app of apps) app.process.kill("SIGKILL");
  expect(await Promise.all(apps.map((app) => app.ended))).toEqual([null, null]);

  const first = createMonitor(monitor);
  const second = createMonitor(monitor);
  expect(second.logFile).not.toBe(first.logFile);
  const calls = readCalls(monitor.logFile ?? "");
  expect(calls.abandoned.size).toBeGreaterThan(0);
  expect(calls.abandoned.size + calls.ended.size).toBe(calls.running.size);
  const spentNanos = sumOf([...calls.ended.values(), ...calls.abandoned.values()]);
  for (const restarted of [first, second]) {
    expect(restarted.budgets()).toMatchObject([{ budget: "daily", spentNanos, heldNanos: 0 }]);
    const { total } = restarted.report().data.cost;
    expect(total).toMatchObject({ totalNanos: spentNanos, abandonedCalls: calls.abandoned.size });
    await restarted.close();
  }

  const alone = createMonitor(monitor);
  expect(alone.budgets()).toMatchObject([{ spentNanos, heldNanos: 0 }]);
  await alone.close();
  expect(readCalls(monitor.logFile ?? "").lines).toBe(calls.lines);
});

interface ReportJson {
  readonly cost: { readonly total: object };
  readonly unknowns: object;
}

/** What `breakwater-report` prints of a path. */
function reportOf(path: string): ReportJson {
  const command = join(dirname(fileURLToPath(import.meta.resolve("breakwater"))), "breakwater-report.js");
  const printed = execFileSync(process.execPath, [command, path, "--format", "json"], { encoding: "utf8" });
  return JSON.parse(printed) as ReportJson;
}

function sumOf(records: readonly SpanRecord[]): number {
  return records.reduce((sum, { budget }) => sum + (budget?.chargedNanos ?? Number.NaN), 0);
}
