import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { nativeBlock } from "./native-block.ts";
import type { SqlEngine } from "./sql-engine.ts";

let directory: string;
let engine: SqlEngine;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-native-"));
  engine = await openEmbeddedEngine(directory);
  await engine.command(`CREATE TABLE things (
    nr UInt64, text String, kind LowCardinality(String), signed Int64, small UInt8, at DateTime64(6, 'UTC'),
    hex String EPHEMERAL, id FixedString(2) DEFAULT unhex(hex), tags Array(LowCardinality(String)),
    labels Map(LowCardinality(String), String)
  ) ENGINE = MergeTree ORDER BY nr`);
});
afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.string({ unit: "binary-ascii", maxLength: 130 }),
  fc.constantFrom(
    "",
    "\0",
    "\x7f",
    "ü".repeat(64),
    "😀".repeat(40),
    "x".repeat(127),
    "x".repeat(128),
    "y".repeat(20_000),
  ),
);
const row = fc.record({
  text: anyText,
  kind: fc.constantFrom("a", "b", "ß"),
  signed: fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(0, -1, 2 ** 31, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1),
  ),
  small: fc.integer({ min: 0, max: 255 }),
  at: fc.constantFrom("2026-01-15 12:00:00.123456", "1970-01-01 00:00:00.000001"),
  hex: fc.constantFrom("00ff", "abcd"),
  tags: fc.array(anyText, { maxLength: 4 }),
  labels: fc.dictionary(anyText, anyText, { maxKeys: 4, noNullPrototype: true }),
});

describe("a block", () => {
  it("gives back every row as it was, whatever its texts and numbers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await engine.command("TRUNCATE TABLE things");
        const numbered = rows.map((given, nr) => ({ nr, ...given }));
        expect(nativeBlock(numbered)).toBeDefined();
        await engine.insert("things", numbered);
        const found = await engine.query(
          `SELECT toFloat64(nr) AS nr, text, kind, toString(signed) AS signed, small, toString(at) AS at,
             lower(hex(id)) AS hex, tags, labels FROM things ORDER BY nr`,
        );
        expect(found).toEqual(numbered.map((given) => ({ ...given, signed: String(given.signed) })));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["a fraction", [{ value: 1 }, { value: 1.5 }]],
    ["nothing", [{ value: "a" }, { value: null }]],
    ["a list of numbers", [{ value: [1] }]],
    ["a map of numbers", [{ value: { a: 1 } }]],
    ["a text among numbers", [{ value: 1 }, { value: "1" }]],
    ["a number that is not safe", [{ value: 2 ** 53 }]],
    ["no rows", []],
  ])("is not made of %s, which goes another way", (_, rows) => expect(nativeBlock(rows)).toBeUndefined());
});

it("what is of another type is stored all the same", async () => {
  await engine.command(
    "CREATE TABLE others (a Nullable(Float64), b Array(UInt8)) ENGINE = MergeTree ORDER BY tuple()",
  );
  await engine.insert("others", [
    { a: 1.5, b: [1, 2] },
    { a: null, b: [] },
  ]);
  expect(await engine.query("SELECT * FROM others ORDER BY a")).toEqual([
    { a: 1.5, b: [1, 2] },
    { a: null, b: [] },
  ]);
});

it("what the engine refuses is told, and nothing is left behind", async () => {
  await expect(engine.insert("things", [{ nr: 1, nowhere: "x" }])).rejects.toThrow(/nowhere/);
  await expect(engine.insert("things", [{ nr: 1, at: "no time" }])).rejects.toThrow();
  expect(await engine.query("SELECT count() AS n FROM things WHERE text = ''")).toBeDefined();
});
