import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { buildRecords } from "@breakwater/testkit/record-builder";
import { createMonitor, type FlushReport } from "breakwater";
import { afterEach, beforeEach, expect, test } from "vitest";

const ADMIN_KEY = "a-secret-of-the-test-that-is-long-enough";
const PATIENCE_MS = 60_000;

let directory: string;
let server: ServerProcess;
let warnings: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "shipping-refusals-"));
  warnings = [];
  const config = join(directory, "breakwater.yaml");
  writeFileSync(config, `limits: { decompressed: 20KB }\naccess: { adminKey: ${ADMIN_KEY} }\n`);
  server = await startServerProcess(join(directory, "data"), ["--config", config]);
});
afterEach(async () => {
  await server.end("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** Sends what the journal holds, with a key or without. */
function shipJournal(key?: string): Promise<FlushReport> {
  const logger = { warn: (text: string) => void warnings.push(text), info: () => {} };
  const logFile = join(directory, "production.jsonl");
  return createMonitor({ logFile, server: { url: server.uiUrl, key }, logger }).close({
    deadlineMs: PATIENCE_MS,
  });
}

test("a key that is missing keeps everything; batches that are too large arrive in parts; what is no record is put aside", async () => {
  const now = new Date().toISOString().replace("Z", "000Z");
  const records = buildRecords(200, (index) => ({
    startTime: now,
    // Random, so that it stays large when it is compressed.
    ...(index === 70 && { input: randomBytes(30_000).toString("base64") }),
  }));
  const lines = records.map((record) => JSON.stringify(record));
  const broken = JSON.stringify({ v: 1, traceId: "none" });
  lines.splice(120, 0, broken);
  writeFileSync(join(directory, "production.jsonl"), `${lines.join("\n")}\n`);

  expect(await shipJournal()).toMatchObject({
    isComplete: false,
    server: { state: "refused", acknowledged: 0, pendingBytes: lines.join("\n").length + 1 },
  });
  expect(warnings.filter((text) => text.includes("takes no records: HTTP 401"))).toHaveLength(1);

  expect(await shipJournal(ADMIN_KEY)).toMatchObject({
    isComplete: false,
    server: {
      state: "ok",
      acknowledged: 199,
      pendingBytes: 0,
      deadLettered: { too_large: 1, malformed: 1 },
    },
  });
  const letters = readFileSync(join(directory, "production.jsonl.dead"), "utf8").trimEnd().split("\n");
  const kept = letters.map((letter) => JSON.parse(letter) as Record<string, string>);
  expect(kept.map(({ line }) => line)).toEqual([lines[70], broken]);
  expect(kept[0]?.["reason"]).toContain("HTTP 413");
  expect(kept[1]?.["reason"]).toContain("traceId");

  const headers = { "x-api-key": ADMIN_KEY };
  const totals = await (await fetch(`${server.uiUrl}/api/v1/totals`, { headers })).json();
  expect(totals).toMatchObject({ calls: 199 });
});
