import { cpSync, globSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-torn-"));
const whole = join(directory, "whole");
const torn = join(directory, "torn");
const SPANS = 100;
/** Today, which no retention deletes. */
const DAY = new Date().toISOString().slice(0, 10);

async function send(server: ServerProcess, first: number): Promise<Response> {
  const records = Array.from({ length: SPANS }, (_, index) => {
    const id = (first + index).toString(16).padStart(16, "0");
    return encodeRecord(
      sampleRecord({ traceId: `a${id.slice(1)}${id}`, spanId: id, startTime: `${DAY}T00:00:01.000000Z` }),
    );
  });
  return fetch(`${server.otlpUrl}/v1/spans`, { method: "POST", body: records.join("\n") });
}

async function calls(server: ServerProcess): Promise<unknown> {
  const range = `from=${DAY}T00:00:00Z&to=${DAY}T12:00:00Z`;
  const { calls } = Object(await (await fetch(`${server.uiUrl}/api/v1/totals?${range}`)).json());
  return calls;
}

/** The file of every part of a table with its rows, whatever the form of the part. */
function rowsOf(table: string): readonly string[] {
  return globSync(join(torn, "data", "default", table, "2*", "{data,calls,status}.bin"));
}

beforeAll(async () => {
  const server = await startServerProcess(whole);
  expect((await send(server, 1)).status).toBe(200);
  await server.end("SIGTERM");
});
beforeEach(() => {
  rmSync(torn, { recursive: true, force: true });
  cpSync(whole, torn, { recursive: true, verbatimSymlinks: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

it("makes sums anew that are damaged, and tells it", async () => {
  const files = rowsOf("calls_by_model_minute");
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) truncateSync(file, 10);
  const server = await startServerProcess(torn);
  expect(await calls(server)).toBe(SPANS);
  await server.end("SIGTERM");
  expect(server.output).toContain("its sums were made anew");
  const next = await startServerProcess(torn);
  expect(await calls(next)).toBe(SPANS);
  await next.end("SIGTERM");
  expect(next.output).not.toContain("damaged");
});

it("goes on without spans that are damaged, and tells it at every start", async () => {
  for (const file of rowsOf("spans")) truncateSync(file, 10);
  for (const _ of ["first", "second"]) {
    const server = await startServerProcess(torn);
    expect(await calls(server)).toBe(SPANS);
    await server.end("SIGTERM");
    expect(server.output).toContain("what was in it is missing");
  }
});

it("refuses to start when the engine cannot read its tables, and says what to do", async () => {
  for (const file of globSync(join(torn, "metadata", "default", "spans.sql"))) writeFileSync(file, "");
  await expect(startServerProcess(torn)).rejects.toThrow(/cannot open the data in .* put back a copy/);
});

it("refuses what is sent when its directory is gone, and says that it is not ready", async () => {
  const server = await startServerProcess(torn);
  rmSync(torn, { recursive: true });
  const answer = await send(server, 1_000);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect((await fetch(`${server.uiUrl}/readyz`)).status).toBe(503);
  await server.end("SIGTERM");
  expect(server.output).toContain("Nothing is acknowledged until it is stored");
});
