import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { property } from "@breakwater/core/usage/untyped";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

const PROGRAM = new URL("../cli/breakwater.ts", import.meta.url).pathname;
const DAY_MS = 86_400_000;
/** A busy machine may take long; a test that fails waits no longer than this. */
const PATIENCE = { timeout: 30_000 };

let directory: string;
let file: string;
let server: ServerProcess;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-housekeeping-"));
  file = join(directory, "settings.yaml");
});
afterEach(async () => {
  await server.end("SIGKILL");
  rmSync(directory, { recursive: true });
});

async function start(settings: string): Promise<void> {
  writeFileSync(file, settings);
  server = await startServerProcess(join(directory, "data"), ["--config", file]);
}

/** Has the server read new settings, and waits for what it then says. */
async function reload(settings: string, word: string): Promise<void> {
  writeFileSync(file, settings);
  server.process.kill("SIGHUP");
  await vi.waitUntil(() => server.output.includes(word), PATIENCE);
}

function record(spanId: string, daysAgo: number): string {
  return encodeRecord(sampleRecord({ spanId, startTime: recordTime(Date.now() - daysAgo * DAY_MS) }));
}

function send(spanId: string, daysAgo: number): Promise<Response> {
  return fetch(`${server.otlpUrl}/v1/spans`, { method: "POST", body: record(spanId, daysAgo) });
}

/** What a command prints, whether it succeeds or not. */
async function breakwater(...words: readonly string[]): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [PROGRAM, ...words, "--url", server.uiUrl], {
    env: { ...process.env, NO_COLOR: "1" },
  }).catch((error: unknown) => ({ stdout: String(property(error, "stdout")) }));
  return stdout;
}

const answer = async (path: string) => (await fetch(`${server.uiUrl}${path}`)).json();
const metrics = async () => (await fetch(`${server.uiUrl}/metrics`)).text();

it("deletes by new rules as soon as it has read them, and takes nothing that is past its age", async () => {
  await start("");
  for (const [spanId, daysAgo] of [
    ["00000000000000a1", 0],
    ["00000000000000a2", 10],
  ] as const) {
    expect(await (await send(spanId, daysAgo)).json()).toEqual({ accepted: 1, rejected: {} });
  }
  await reload("retention: { projects: { default: { spans: 7d } } }", '"applied":["retention.projects"]');
  await vi.waitUntil(async () => {
    return /breakwater_deleted_rows_total\{table="spans",reason="age"\} 1/.test(await metrics());
  }, PATIENCE);
  expect(await (await send("00000000000000a3", 10)).json()).toEqual({
    accepted: 1,
    rejected: {},
    expired: 1,
  });
  expect(await metrics()).toContain("breakwater_ingest_expired_total 1");
  expect(server.output).toContain("Deleted what is not kept any longer");
  const journal = join(directory, "journal.jsonl");
  writeFileSync(journal, `${record("00000000000000a5", 10)}\n${record("00000000000000a6", 1)}\n`);
  expect(await breakwater("import", journal)).toBe(
    "1 of 2 lines from 1 files are stored; 1 are past the server's retention and were left out.\n",
  );

  await reload("retention: { projects: { default: { spans: 7 } } }", "the old one stays in force");
  expect(server.output).toContain("retention.projects.default.spans");
  expect(await (await send("00000000000000a4", 10)).json()).toMatchObject({ expired: 1 });
});

it("takes nothing while there is no room on the disk, says why everywhere, and goes on when there is", async () => {
  await start("disk: { minFree: 900TB }");
  const refused = await send("00000000000000b1", 0);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
  expect(await refused.json()).toEqual({ error: expect.stringContaining("disk.minFree (900000.00 GB)") });
  expect(await answer("/api/v1/status")).toMatchObject({
    disk: { minFreeBytes: 9e14, fullBecause: expect.stringContaining("disk.minFree"), drops: [] },
  });
  expect(server.output).toContain("No room on the disk");
  expect(await breakwater("doctor")).toMatch(/disk +Nothing more is taken\. Only .* disk\.minFree/);

  await reload("disk: { minFree: 1 }", "There is room on the disk again");
  expect((await send("00000000000000b1", 0)).status).toBe(200);
  expect(await metrics()).toMatch(/breakwater_disk_used_bytes \d+/);
});
