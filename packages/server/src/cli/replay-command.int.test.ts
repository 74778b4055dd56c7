import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

const PROGRAM = new URL("breakwater.ts", import.meta.url).pathname;
const run = promisify(execFile);

let server: ServerProcess;
let trace: string;
beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-replay-cli-"));
  server = await startServerProcess(join(directory, "data"));
  trace = join(directory, "trace.csv");
  const lines = Array.from(
    { length: 2_500 },
    (_, index) => `2023-11-16 18:15:${10 + (index % 50)}.1,${index},5`,
  );
  writeFileSync(trace, ["TIMESTAMP,ContextTokens,GeneratedTokens", ...lines].join("\n"));
});
afterAll(() => server.end("SIGTERM"));

async function breakwater(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PROGRAM, ...words, "--url", server.uiUrl], {
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout;
}

async function callsIn(project: string): Promise<unknown> {
  const report = JSON.parse(await breakwater("report", "--last", "24h", "--json", "--project", project)) as {
    cost: { total: { calls: number; totalNanos: number } };
  };
  const { calls, totalNanos } = report.cost.total;
  return { calls, isPriced: totalNanos > 0 };
}

it("stores every request in the project that is named, once however often it is sent", async () => {
  const until = new Date(Date.now() - 60_000).toISOString();
  const words = ["replay", trace, "--until", until, "--project", "shop", "--json"];
  const first = JSON.parse(await breakwater(...words)) as {
    requests: number;
    spans: number;
    accepted: number;
  };
  expect(first).toMatchObject({ requests: 2_500, until, traces: ["trace.csv"], badLines: 0 });
  expect(first.accepted).toBe(first.spans);
  expect(await callsIn("shop")).toEqual({ calls: 2_500, isPriced: true });
  await breakwater(...words);
  expect(await callsIn("shop")).toEqual({ calls: 2_500, isPriced: true });
  expect(await callsIn("default")).toMatchObject({ calls: 0 });
});

it("says what is made up, and how to send the same again", async () => {
  const text = await breakwater("replay", trace, "--limit", "10", "--seed", "5", "--project", "few");
  expect(text).toMatch(/of 10 requests \(trace\.csv\) are stored/);
  expect(text).toMatch(/made up from seed 5; spans carry the tag replay:seed=5/);
  expect(text).toMatch(/--seed 5 --until 20/);
  expect(await callsIn("few")).toMatchObject({ calls: 10 });
});

it("plays against the clock", async () => {
  await breakwater("replay", trace, "--limit", "20", "--speed", "100000", "--project", "live");
  expect(await callsIn("live")).toMatchObject({ calls: 20 });
});

it("imports a journal into the project that is named", async () => {
  const file = join(tmpdir(), `breakwater-journal-${process.pid}.jsonl`);
  const spanId = "abcdef0123456789";
  const startTime = new Date(Date.now() - 60_000).toISOString().replace("Z", "000Z");
  const record = {
    v: 1,
    traceId: spanId + spanId,
    spanId,
    kind: "llm",
    name: "chat",
    startTime,
    status: "ok",
  };
  writeFileSync(file, `${JSON.stringify({ ...record, durationMs: 5 })}\n`);
  await breakwater("import", file, "--project", "old");
  expect(await callsIn("old")).toMatchObject({ calls: 1 });
});

it.each([
  [["--speed", "0"], /factor above 0/],
  [["--speed", "2", "--until", "now"], /cannot be given with --until/],
  [["--over", "long"], /duration such as 90m/],
  [["--seed", "x"], /whole number/],
])("refuses %j with what to give instead", async (words, message) => {
  await expect(breakwater("replay", trace, ...words)).rejects.toThrow(message);
});
