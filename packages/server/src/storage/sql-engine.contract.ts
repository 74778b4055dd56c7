import { property } from "@breakwater/core/usage/untyped";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ExportFormat, SqlEngine } from "./sql-engine.ts";

const ENDLESS = "SELECT count() AS n FROM numbers(1000000000000) WHERE sipHash64(number) % 3 = 1";
const RUNNING =
  "SELECT toInt64(count()) AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'";
const AWKWARD = ["it's", 'say "no"', "back\\slash", "a\tb\nc\rd", "{x:String}", "日本語 🙂", ""];

/** What every home of the SQL must do with a statement. */
export function describeSqlEngine(name: string, open: () => Promise<SqlEngine>): void {
  describe(`SqlEngine on ${name}`, () => {
    let engine: SqlEngine;
    beforeAll(async () => {
      engine = await open();
      await engine.command(
        "CREATE TABLE IF NOT EXISTS contract (n Int64, text String) ENGINE = MergeTree ORDER BY n",
      );
    });
    beforeEach(() => engine.command("TRUNCATE TABLE contract"));
    afterAll(async () => {
      await engine.command("DROP TABLE contract");
      await engine.close();
    });

    it.each(AWKWARD)("binds and stores text as it is: %j", async (value) => {
      const parameters = { value, values: [value, "beside"] };
      const sql = "SELECT {value:String} AS one, {values:Array(String)} AS many";
      expect(await engine.query(sql, parameters)).toEqual([{ one: value, many: [value, "beside"] }]);
      await engine.insert("contract", [{ n: 1, text: value }]);
      expect(await engine.query("SELECT text FROM contract")).toEqual([{ text: value }]);
    });

    it("stores half characters as replaced ones, and what only looks like them as it is", async () => {
      await engine.insert("contract", [
        { n: 1, text: "a\ud800b" },
        { n: 2, text: "\\ud800 🙂" },
      ]);
      const rows = await engine.query("SELECT text FROM contract ORDER BY n");
      expect(rows).toEqual([{ text: "a\ufffdb" }, { text: "\\ud800 🙂" }]);
    });

    it("binds long lists, to questions and to commands", async () => {
      const ids = Array.from({ length: 20_000 }, (_, index) => index.toString(16).padStart(32, "0"));
      const [row] = await engine.query("SELECT toFloat64(length({ids:Array(String)})) AS n", { ids });
      expect(row).toEqual({ n: 20_000 });
      const sql = "INSERT INTO contract SELECT 1, id FROM (SELECT arrayJoin({ids:Array(String)}) AS id)";
      await engine.command(sql, { ids: ids.slice(0, 5_000) });
      expect(await engine.query("SELECT toFloat64(uniqExact(text)) AS n FROM contract")).toEqual([
        { n: 5_000 },
      ]);
    });

    it("inserts many rows at once, and none", async () => {
      const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, text: `row ${n}` }));
      await engine.insert("contract", rows);
      await engine.insert("contract", []);
      const [row] = await engine.query(
        "SELECT toFloat64(count()) AS rows, toFloat64(sum(n)) AS sum FROM contract",
      );
      expect(row).toEqual({ rows: 20_000, sum: 199_990_000 });
    });

    it("inserts all rows of a block or none", async () => {
      const rows = [
        { n: 1, text: "good" },
        { n: "no number", text: "bad" },
      ];
      await expect(engine.insert("contract", rows)).rejects.toThrow();
      expect(await engine.query("SELECT * FROM contract")).toEqual([]);
    });

    it("tells the engine's own code of an error", async () => {
      await expect(engine.query("SELECT * FROM no_such_table")).rejects.toMatchObject({ code: "60" });
      await expect(engine.command("DROP TABLE no_such_table")).rejects.toMatchObject({ code: "60" });
    });

    it("binds the limits of a question to that question alone", async () => {
      const sql = "SELECT number FROM numbers(1000)";
      await expect(engine.query(sql, {}, { maxRows: 10 })).rejects.toThrow(/rows/);
      expect(await engine.query(sql)).toHaveLength(1000);
      const [row] = await engine.query(
        "SELECT getSetting('max_execution_time') AS seconds",
        {},
        { maxRows: 5 },
      );
      expect(row).toEqual({ seconds: 0 });
    });

    it("never answers with rows of a statement that failed before", async () => {
      const failing = "SELECT number, throwIf(number = 2000000) FROM numbers(3000000)";
      await expect(engine.query(failing)).rejects.toThrow();
      expect(await engine.query("SELECT 2 AS x")).toEqual([{ x: 2 }]);
    });

    it("ends a statement in the engine when its asker leaves", async () => {
      const leaving = new AbortController();
      const asked = engine.query(ENDLESS, {}, { timeoutMs: 60_000, signal: leaving.signal });
      const running = async () => Number(property((await engine.query(RUNNING))[0], "n"));
      while ((await running()) !== 1);
      leaving.abort();
      await expect(asked).rejects.toThrow();
      while ((await running()) !== 0);
    });

    it.each<[ExportFormat, string]>([
      ["CSVWithNames", '"n","text"\n0,"it\'s 0"\n'],
      ["JSONEachRow", '{"n":0,"text":"it\'s 0"}\n'],
      ["Parquet", "PAR1"],
    ])("writes an export of %s whole", async (format, start) => {
      const sql =
        "SELECT toInt32(number) AS n, concat({text:String}, toString(number)) AS text FROM numbers(50000)";
      const pieces: Uint8Array[] = [];
      for await (const piece of engine.stream({ sql, format, parameters: { text: "it's " } }))
        pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      expect(bytes.toString("utf8", 0, start.length)).toBe(start);
      if (format !== "Parquet")
        expect(bytes.toString("utf8").trimEnd().split("\n").at(-1)).toContain("49999");
      else expect(bytes.toString("latin1").slice(-4)).toBe("PAR1");
    });
  });
}
