import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

const PROGRAM = new URL("breakwater.ts", import.meta.url).pathname;
const run = promisify(execFile);

let server: ServerProcess;
beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-cli-"));
  server = await startServerProcess(join(directory, "data"));
  const now = Date.now();
  const records = Array.from({ length: 20 }, (_, which) =>
    sampleRecord({
      traceId: which.toString(16).padStart(32, "a"),
      spanId: which.toString(16).padStart(16, "b"),
      requestModel: which < 15 ? "gpt-4o" : "gpt-4o-mini",
      userId: `user_${which % 4}`,
      startTime: recordTime(now - which * 1_000),
      ...(which === 3 && {
        status: "error",
        error: { class: "rate_limit", type: "RateLimitError", message: "429", fingerprint: "0".repeat(16) },
      }),
    }),
  );
  const body = records.map((record) => JSON.stringify(record)).join("\n");
  const response = await fetch(`${server.otlpUrl}/v1/spans`, { method: "POST", body });
  expect(response.status).toBe(200);
});
afterAll(() => server.end("SIGTERM"));

async function breakwater(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PROGRAM, ...words, "--url", server.uiUrl], {
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout;
}

it("reports where the money went", async () => {
  expect(await breakwater("report", "--last", "1h", "--time-zone", "UTC")).toMatch(/gpt-4o .*15/);
  expect(await breakwater("report", "--markdown")).toContain("| gpt-4o ");
  expect(JSON.parse(await breakwater("report", "--json"))).toMatchObject({ cost: { total: { calls: 20 } } });
});

it("ranks any dimension, filtered", async () => {
  const table = await breakwater("top", "user", "--model", "gpt-4o-mini", "--order-by", "calls");
  expect(table).toMatch(/^user +cost +share +calls +errors/);
  expect(table).toMatch(/total .* 5 /);
  expect(JSON.parse(await breakwater("top", "model", "--json"))).toMatchObject({
    rows: [{ group: ["gpt-4o"], values: { calls: 15 } }, { group: ["gpt-4o-mini"] }],
  });
});

it("lists traces, page by page", async () => {
  const page = await breakwater("traces", "--limit", "15");
  expect(page.match(/^a{20}/gm)).toHaveLength(15);
  const cursor = /--cursor (\S+)/.exec(page)?.[1] ?? "";
  expect((await breakwater("traces", "--limit", "15", "--cursor", cursor)).match(/^a{20}/gm)).toHaveLength(5);
  expect((await breakwater("traces", "--errors")).match(/^a{20}/gm)).toHaveLength(1);
});

it("writes an export to a file", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "breakwater-cli-")), "spans.csv");
  await breakwater("export", "spans", "--output", file);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(21);
});

it("follows what is stored", async () => {
  const words = [PROGRAM, "tail", "--url", server.uiUrl, "--json"];
  const child = execFile(process.execPath, words);
  const first = new Promise<string>((resolve) => child.stdout?.once("data", (text) => resolve(String(text))));
  let which = 0;
  const sending = setInterval(() => {
    which += 1;
    const spanId = which.toString(16).padStart(16, "c");
    void fetch(`${server.otlpUrl}/v1/spans`, {
      method: "POST",
      body: JSON.stringify(sampleRecord({ spanId })),
    });
  }, 50);
  const line = (await first).split("\n")[0] ?? "";
  clearInterval(sending);
  child.kill();
  expect(JSON.parse(line)).toMatchObject({ kind: "llm", spanId: expect.stringMatching(/^c+/) });
});

it("loads journals, gzipped or not, once however often, and tells of lines that are no records", async () => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-cli-"));
  const record = (which: number) =>
    JSON.stringify(
      sampleRecord({
        spanId: which.toString(16).padStart(16, "d"),
        userId: "importer",
        startTime: recordTime(Date.now()),
      }),
    );
  const plain = join(directory, "a.jsonl");
  const zipped = join(directory, "b.jsonl.gz");
  writeFileSync(plain, `${record(1)}\n${record(2)}\n{"v":1,"torn`);
  writeFileSync(zipped, gzipSync(`${record(2)}\n${record(3)}\n`));
  expect(await breakwater("import", plain, zipped)).toBe(
    "4 of 5 lines from 2 files are stored; 1 lines are no records and were passed over.\n",
  );
  await breakwater("import", zipped);
  const top = await breakwater("top", "user", "--user", "importer", "--json");
  expect(JSON.parse(top)).toMatchObject({ total: { calls: 3 } });
});

it("exports in one format, the one that is asked for", async () => {
  const lines = (await breakwater("export", "spans", "--json", "--model", "gpt-4o-mini")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toHaveLength(5);
  await expect(breakwater("export", "spans", "--json", "--format", "csv")).rejects.toMatchObject({
    stderr: expect.stringContaining("--json"),
  });
});

/** What the doctor finds in a directory with a configuration, by check. */
async function findings(config: string, ...words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const cwd = mkdtempSync(join(tmpdir(), "breakwater-doctor-"));
  writeFileSync(join(cwd, "breakwater.yaml"), config);
  const options = { cwd, env: { PATH: process.env["PATH"] } };
  const ran = run(process.execPath, [PROGRAM, "doctor", "--json", ...words], options);
  const { stdout } = await ran.catch((error: { stdout: string }) => error);
  const told = JSON.parse(stdout) as { findings: { check: string; gravity: string; message: string }[] };
  return new Map(told.findings.map(({ check, gravity, message }) => [check, `${gravity}: ${message}`]));
}

it("is content with itself", async () => {
  expect(await breakwater("doctor")).toMatch(/✓ +server .*\n(.*\n)*✓ +arrivals/);
});

it("looks for the server, its ports and its data where the configuration has them", async () => {
  const { port } = new URL(server.uiUrl);
  const { port: otlp } = new URL(server.otlpUrl);
  const found = await findings(`data: here\nports: { ui: ${port}, otlp: ${otlp}, grpc: 9 }\n`);
  expect(found.get("server")).toContain(`ok: answers at http://127.0.0.1:${port}`);
  expect(found.get(`port ${otlp}`)).toBe("ok: listened on");
  expect(found.get("port 9")).toContain("warning: Nothing listens there");
  expect(found.get("data")).toContain("here (to be made)");
  expect(found.get("config")).toContain("breakwater.yaml");
});

it("tells a wrong configuration from a server that does not answer", async () => {
  const found = await findings("prots: {}\n", "--url", server.uiUrl);
  expect(found.get("config")).toContain("prots");
  expect(found.get("server")).toContain("ok: answers");
});

it("tells a server that asks for a key from one that does not answer", async () => {
  const refusing = await startLoopbackServer(async (_, response) => {
    response.writeHead(401, { "content-type": "application/json" }).end("{}");
  });
  const asked = await findings("", "--url", refusing.url);
  expect(asked.get("server")).toMatch(/^warning: answers at .*asks for a key/);
  const unknown = await findings("", "--url", refusing.url, "--key", "bw_wrong");
  expect(unknown.get("server")).toMatch(/^problem: answers at .*does not know this key/);
  await refusing.close();
});

it("says what to do when no server answers", async () => {
  const failed = run(process.execPath, [PROGRAM, "report", "--url", "http://127.0.0.1:9"]);
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("breakwater serve"),
  });
});
