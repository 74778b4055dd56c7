import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

const MB = 1_000_000;
let engine: SqlEngine;
beforeAll(async () => {
  // Somebody else's, and of no meaning to the engine.
  const elsewhere = mkdtempSync(join(tmpdir(), "breakwater-elsewhere-"));
  writeFileSync(join(elsewhere, "config.xml"), "<project>");
  process.chdir(elsewhere);
  const limits = { memoryBytes: 800 * MB, threads: 1, backgroundThreads: 2, cacheBytes: 8 * MB };
  engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-engine-")), limits);
});
afterAll(() => engine.close());

const ENDLESS = "SELECT count() AS n FROM numbers(1000000000000) WHERE sipHash64(number) % 3 = 1";
const LIMITS = { timeoutMs: 60_000, maxRows: 10, maxMemoryBytes: 1_000_000_000 };

it("binds the limits of a question to that question alone", async () => {
  await expect(engine.query("SELECT number FROM numbers(1000)", {}, LIMITS)).rejects.toThrow(/rows/);
  expect(await engine.query("SELECT number FROM numbers(1000)")).toHaveLength(1000);
  const [row] = await engine.query("SELECT getSetting('max_execution_time') AS seconds", {}, { maxRows: 5 });
  expect(row).toEqual({ seconds: 0 });
});

it("never answers with rows of a statement that failed before", async () => {
  const failing = "SELECT number, throwIf(number = 2000000) FROM numbers(3000000)";
  for (const limits of [undefined, { timeoutMs: 60_000 }]) {
    await expect(engine.query(failing, {}, limits)).rejects.toThrow();
    expect(await engine.query("SELECT 2 AS x", {}, limits)).toEqual([{ x: 2 }]);
  }
});

it("ends a statement in the engine when its asker leaves, and stores meanwhile", async () => {
  const leaving = new AbortController();
  const asked = engine.query(ENDLESS, {}, { ...LIMITS, signal: leaving.signal });
  const running = async () => {
    const sql =
      "SELECT toInt64(count()) AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'";
    return property((await engine.query(sql))[0], "n");
  };
  while ((await running()) !== 1);
  await engine.command("CREATE TABLE IF NOT EXISTS beside (x Int64) ENGINE = Memory");
  leaving.abort();
  await expect(asked).rejects.toThrow();
  while ((await running()) !== 0);
});

it.each([
  ["CSVWithNames", '"n","text"\n0,"it\'s 0"\n'],
  ["JSONEachRow", '{"n":0,"text":"it\'s 0"}\n'],
  ["Parquet", "PAR1"],
] as const)("writes an export of %s whole, piece by piece", async (format, start) => {
  const sql =
    "SELECT toInt32(number) AS n, concat({text:String}, toString(number)) AS text FROM numbers(50000)";
  const pieces: Uint8Array[] = [];
  for await (const piece of engine.stream({ sql, format, parameters: { text: "it's " } })) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  expect(pieces.length).toBeGreaterThan(1);
  expect(bytes.toString("utf8", 0, start.length)).toBe(start);
  if (format !== "Parquet") expect(bytes.toString("utf8").trimEnd().split("\n").at(-1)).toContain("49999");
});

it("starts the engine within its limits, and writes no logs of its own on disk", async () => {
  const settings = await engine.query(
    `SELECT name, value FROM system.server_settings
     WHERE name IN ('max_server_memory_usage', 'mark_cache_size', 'primary_index_cache_size', 'background_pool_size')
     ORDER BY name`,
  );
  expect(settings).toEqual([
    { name: "background_pool_size", value: "2" },
    { name: "mark_cache_size", value: "8000000" },
    { name: "max_server_memory_usage", value: "800000000" },
    { name: "primary_index_cache_size", value: "8000000" },
  ]);
  const statement = "SELECT getSetting('max_threads') AS threads, getSetting('max_memory_usage') AS memory";
  for (const limits of [undefined, { timeoutMs: 60_000 }]) {
    expect(await engine.query(statement, {}, limits)).toEqual([{ threads: 1, memory: 600 * MB }]);
  }
  expect(await engine.query("SELECT name FROM system.tables WHERE name LIKE '%\\_log'")).toEqual([]);
});

it("refuses a statement that takes too much memory, and goes on", async () => {
  const greedy = "SELECT length(groupArray(randomString(1000))) AS n FROM numbers(2000000)";
  await expect(engine.query(greedy)).rejects.toMatchObject({ code: "241" });
  await expect(engine.query(greedy, {}, { maxMemoryBytes: 100 * MB })).rejects.toMatchObject({ code: "241" });
  // More than one statement may take, and more than the engine may: a limit of its own does not lift that of all.
  await expect(engine.query(greedy, {}, { maxMemoryBytes: 9_000 * MB })).rejects.toMatchObject({
    code: "241",
  });
  expect(await engine.query("SELECT 1 AS n")).toEqual([{ n: 1 }]);
});
