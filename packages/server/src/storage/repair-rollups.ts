import { property, textOf } from "@breakwater/core/usage/untyped";
import { ROLLUPS, type RollupTable, rollupColumns, rollupSelect } from "./schema/rollup-tables.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Buckets made anew at a time: a list of them travels with the statement. */
const BUCKETS_AT_ONCE = 1_000;

/**
 * Makes the sums anew that a crash may have left half written: those of every bucket that a span arrived in since
 * `settledAt`. The list of buckets is stored first, so that a crash during the repair is repaired as well.
 * @returns how many buckets were made anew.
 */
export async function repairRollups(engine: SqlEngine, settledAt: string): Promise<number> {
  let repaired = 0;
  for (const table of ROLLUPS) {
    await engine.command(
      `INSERT INTO buckets_to_repair (rollup, project, bucket)
       SELECT DISTINCT {rollup:String}, project, bucket FROM (
         SELECT s.project AS project, ${table.bucket} AS bucket FROM spans AS s
         WHERE s.ingested_at >= {settledAt:DateTime64(3, 'UTC')}
         UNION ALL
         SELECT project, bucket FROM ${table.name} WHERE last_arrival >= {settledAt:DateTime64(3, 'UTC')}
       )`,
      { rollup: table.name, settledAt },
    );
    repaired += await repairTable(engine, table);
  }
  await engine.command("TRUNCATE TABLE buckets_to_repair");
  return repaired;
}

async function repairTable(engine: SqlEngine, table: RollupTable): Promise<number> {
  const rows = await engine.query(
    `SELECT DISTINCT concat(project, '/', toString(toUnixTimestamp(bucket))) AS key
     FROM buckets_to_repair WHERE rollup = {rollup:String}`,
    { rollup: table.name },
  );
  const keys = rows.map((row) => textOf(property(row, "key")) ?? "");
  for (let start = 0; start < keys.length; start += BUCKETS_AT_ONCE) {
    await rebuild(engine, table, keys.slice(start, start + BUCKETS_AT_ONCE));
  }
  return keys.length;
}

async function rebuild(engine: SqlEngine, table: RollupTable, keys: readonly string[]): Promise<void> {
  const isChosen = (bucket: string, project: string) =>
    `concat(${project}, '/', toString(toUnixTimestamp(${bucket}))) IN {keys:Array(String)}`;
  await engine.command(
    `ALTER TABLE ${table.name} DELETE WHERE ${isChosen("bucket", "project")} SETTINGS mutations_sync = 2`,
    { keys },
  );
  const chosen = `spans AS s FINAL WHERE s.status != 'running' AND ${isChosen(table.bucket, "s.project")}`;
  await engine.command(
    `INSERT INTO ${table.name} (${rollupColumns(table, 1)}) ${rollupSelect(table, chosen)}`,
    { keys },
  );
}
