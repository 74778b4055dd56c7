import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-engine-")));
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
