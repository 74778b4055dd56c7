import { property } from "@breakwater/core/usage/untyped";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WatchedEngine } from "../testing/watched-engine.ts";
import { repairRollups } from "./repair-rollups.ts";
import { FAILED_SPANS } from "./schema/failed-spans.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { ROLLUPS, rollupColumns } from "./schema/rollup-tables.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import { sqlTime } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAYS = 10;
const SPANS = 200_000;
const TABLES = ["spans", FAILED_SPANS, ...ROLLUPS.map(({ name }) => name)];

/** Spans over ten days that arrived as they started. `each` says for a span whether it is made. */
const MADE = `
  SELECT 'shop' AS project, reinterpretAsFixedString(toUInt128(number + 1)) AS trace_id,
    reinterpretAsFixedString(toUInt64(number + 1)) AS span_id,
    toDateTime64({first:String}, 6, 'UTC') + intDiv(number * {days:UInt32} * 86400, {spans:UInt32}) AS start_time,
    'llm' AS kind, 'ok' AS status, concat('user-', toString(number % 50)) AS user_id, 3 AS cost_nanos,
    'priced' AS cost_source, 1 AS version, start_time AS ingested_at
  FROM numbers({spans:UInt32})`;
const COLUMNS =
  "project, trace_id, span_id, start_time, kind, status, user_id, cost_nanos, cost_source, version, ingested_at";

/** What every home of the SQL must do: make anew what a crash left half counted, and touch nothing else. */
export function describeRepair(
  name: string,
  open: () => Promise<SqlEngine>,
  layout: TableLayout = SINGLE_LAYOUT,
): void {
  describe(`repairRollups on ${name}`, () => {
    let engine: SqlEngine;
    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(async () => {
      for (const table of TABLES) await engine.command(`TRUNCATE TABLE ${layout.altered(table)}`);
      await engine.command(`INSERT INTO spans (${COLUMNS}) ${MADE}`, {
        first: sqlTime(FIRST_DAY).slice(0, 19),
        days: DAYS,
        spans: SPANS,
      });
    });
    afterAll(() => engine.close());

    const sumOf = async (table: string) => {
      const sql = `SELECT toFloat64(sum(calls)) AS calls, toFloat64(sum(cost_nanos)) AS nanos FROM ${table}`;
      return (await engine.query(sql))[0];
    };
    /** Counts a bucket of a table once too often, as if it had been so since `arrivedAt`. */
    const spoil = (table: (typeof ROLLUPS)[number], start: number, arrivedAt: number) =>
      engine.command(
        `INSERT INTO ${table.name} (${rollupColumns(table, -1)})
         SELECT ${rollupColumns(table, -1).replace("last_arrival", "{at:DateTime64(3, 'UTC')}")} FROM ${table.name}
         WHERE bucket = {bucket:DateTime('UTC')}`,
        { at: sqlTime(arrivedAt), bucket: sqlTime(start).slice(0, 19) },
      );

    it("makes the buckets anew that something arrived in since, and leaves the others", async () => {
      const settledAt = FIRST_DAY + 9 * DAY_MS + 20 * 3_600_000;
      for (const table of ROLLUPS) {
        await spoil(table, FIRST_DAY + 9 * DAY_MS, settledAt);
        await spoil(table, FIRST_DAY + 2 * DAY_MS, settledAt - 1);
      }
      const repaired = await repairRollups({ engine, layout }, settledAt);
      // Four hours and a spoilt bucket, in tables by minute, hour and day.
      const buckets = { minute: 241, hour: 5, day: 1 };
      expect(repaired).toBe(ROLLUPS.reduce((sum, { step }) => sum + buckets[step], 0));
      const stillSpoilt = { minute: 14, hour: 834, day: 20_000 };
      for (const { name: table, step } of ROLLUPS) {
        const calls = Number(property(await sumOf(table), "calls"));
        expect({ table, excess: Math.abs(calls - SPANS - stillSpoilt[step]) <= 1 }).toEqual({
          table,
          excess: true,
        });
      }
      expect(await engine.query("SELECT * FROM buckets_to_repair")).toEqual([]);
    });

    it("reads what arrived since and the spans of its buckets, a slice at a time", async () => {
      const watched = new WatchedEngine(engine);
      const settledAt = FIRST_DAY + 8 * DAY_MS;
      await repairRollups({ engine: watched, layout }, settledAt);
      const selects = watched.statements.filter(({ sql }) => /^INSERT INTO/.test(sql));
      for (const { sql, parameters } of selects) {
        const select = sql.slice(sql.indexOf("SELECT"));
        const parts = await engine.query(`EXPLAIN ESTIMATE ${select}`, parameters);
        const rows = parts.reduce((sum: number, part) => sum + Number(property(part, "rows")), 0);
        // Two days of ten, and what shares their blocks of the index.
        expect({ sql, isBounded: rows <= SPANS * 0.35 }).toEqual({ sql, isBounded: true });
        expect(Object(parameters).keys?.length ?? 0).toBeLessThanOrEqual(1_000);
      }
      const slices = selects.filter(({ sql }) => sql.startsWith("INSERT INTO calls_by_model_minute "));
      expect(slices).toHaveLength(3);
      for (const { name } of ROLLUPS) expect(await sumOf(name)).toEqual({ calls: SPANS, nanos: 3 * SPANS });
    });

    it("goes on with a repair that was itself cut off", async () => {
      const [table] = ROLLUPS;
      if (table === undefined) throw new Error("There are no rollups.");
      const bucket = FIRST_DAY + 3 * DAY_MS;
      await engine.command(
        "INSERT INTO buckets_to_repair VALUES ({table:String}, 'shop', {bucket:DateTime('UTC')})",
        { table: table.name, bucket: sqlTime(bucket).slice(0, 19) },
      );
      await engine.command(
        `ALTER TABLE ${layout.altered(table.name)} DELETE WHERE bucket = {bucket:DateTime('UTC')} SETTINGS mutations_sync = 2`,
        { bucket: sqlTime(bucket).slice(0, 19) },
      );
      expect(await repairRollups({ engine, layout }, FIRST_DAY + DAYS * DAY_MS)).toBe(1);
      expect(await sumOf(table.name)).toEqual({ calls: SPANS, nanos: 3 * SPANS });
    });
  });
}
