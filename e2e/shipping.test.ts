import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { createMonitor, type MonitorOptions } from "breakwater";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallingUser } from "./programs/calling-app-settings.ts";
import { newestRecords, readCalls } from "./programs/journal-content.ts";
import { type CallingApp, type StubProcess, startCallingApp, startStub } from "./programs/running-program.ts";

const CALLS = 600;
const ROUNDS = 3;
/** The journal of three applications is sent within this, or not at all. */
const PATIENCE_MS = 60_000;

const users: readonly CallingUser[] = Array.from({ length: 10 }, (_, index) => ({
  userId: `user_${index}`,
  usage: { inputTokens: 100 + 7 * index, outputTokens: 10 + index },
  delayMs: 500 * index,
}));

let directory: string;
let stub: StubProcess;
let server: ServerProcess;
/** The server's port, once it has one. */
let port = "0";

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "shipping-"));
  stub = await startStub(join(directory, "served.jsonl"));
  port = "0";
  await startServer();
});
afterEach(async () => {
  await server.end("SIGKILL");
  await stub.stop();
  rmSync(directory, { recursive: true });
});

/** On the port that it had before: the applications know no other. */
async function startServer(): Promise<void> {
  server = await startServerProcess(join(directory, "data"), ["--ui-port", port]);
  ({ port } = new URL(server.uiUrl));
}

const optionsOf = (): MonitorOptions => ({
  logFile: join(directory, "production.jsonl"),
  dailyBudgetUsd: 1_000,
  journal: { maxFileBytes: 200_000 },
  server: { url: server.uiUrl },
  logLevel: "silent",
});

test("kill -9 of the application and of the server under load: what is in the journal arrives, once", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  console.info(`KILL_SEED=${seed}`);
  const random = createSeededRandom(seed);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const isStored = nextCheckpoint();
    const app = startApp(`round${round}`);
    await isStored;
    await app.waitForAcknowledged(Math.floor(CALLS * 0.4 * random.uniform()));
    await server.end("SIGKILL");
    // In the last round the successor meets a server that is away.
    const restarted = round < ROUNDS ? startServer() : undefined;
    await app.waitForAcknowledged(Math.floor(CALLS * (0.5 + 0.3 * random.uniform())));
    app.process.kill("SIGKILL");
    expect(await app.ended).toBeNull();
    await restarted;
  }
  const successor = createMonitor(optionsOf());
  expect(await successor.flush()).toMatchObject({ isComplete: false, server: { state: "waiting" } });
  await startServer();
  const report = await successor.close({ deadlineMs: PATIENCE_MS });
  expect(report).toMatchObject({
    isComplete: true,
    server: { state: "ok", pendingBytes: 0, deadLettered: {}, removedUnsent: { files: 0 } },
  });
  // The dead ones had sent their part, and the successor did not start from the beginning.
  expect(report.server?.acknowledged).toBeLessThan(readCalls(join(directory, "production.jsonl")).lines);
  await expectTruth();
}, 240_000);

test("two processes on one path: each sends its own, and the other's when it is dead", async () => {
  const killed = startApp("killed");
  const ending = startApp("ending");
  await killed.waitForAcknowledged(CALLS / 2);
  killed.process.kill("SIGKILL");
  expect(await killed.ended).toBeNull();
  expect(await ending.ended).toBe(0);
  const successor = createMonitor(optionsOf());
  expect(await successor.close({ deadlineMs: PATIENCE_MS })).toMatchObject({ isComplete: true });
  expect(readdirSync(directory)).toContain("production.p2.jsonl");
  await expectTruth();
}, 240_000);

/** Resolves when the server has next acknowledged lines of the first journal file. */
async function nextCheckpoint(): Promise<void> {
  for await (const { filename } of watch(directory)) if (filename === "production.jsonl.shipped.json") return;
}

function startApp(name: string): CallingApp {
  return startCallingApp({
    name,
    openAiBaseUrl: stub.openAiBaseUrl,
    calls: CALLS,
    users,
    monitor: optionsOf(),
  });
}

/** Holds what the server answers to the journal: the newest line of every span, and nothing else. */
async function expectTruth(): Promise<void> {
  const journal = newestRecords(readCalls(join(directory, "production.jsonl")));
  const answer = await fetch(`${server.uiUrl}/api/v1/export/spans?format=jsonl`);
  expect(answer.status).toBe(200);
  const rows = (await answer.text()).trimEnd().split("\n");
  const stored = new Map(
    rows.map((row) => {
      const { spanId, status, userId, inputTokens } = JSON.parse(row) as Record<string, unknown>;
      return [String(spanId), { status, userId, inputTokens }];
    }),
  );
  expect(rows).toHaveLength(journal.length);
  for (const { spanId, status, userId, usage } of journal) {
    expect(stored.get(spanId)).toEqual({ status, userId, inputTokens: usage?.inputTokens ?? null });
  }
  // Calls that died with their process are written off by whoever takes its file over; until then they are no calls.
  const calls = journal.filter(({ status }) => status !== "running").length;
  const totals = await (await fetch(`${server.uiUrl}/api/v1/totals`)).json();
  expect(totals).toMatchObject({ calls });
}
