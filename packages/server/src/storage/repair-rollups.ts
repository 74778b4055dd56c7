import { countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { SPANS_GONE_SQL } from "./retention/deletion-log.ts";
import { failedSpansFill } from "./schema/failed-spans.ts";
import {
  ROLLUPS,
  type RollupStep,
  type RollupTable,
  rollupColumns,
  rollupSelect,
} from "./schema/rollup-tables.ts";
import type { TableLayout } from "./schema/tables.ts";
import { sqlTime } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Buckets made anew at a time: their list travels with the statement, and their sums are made in memory. */
const BUCKETS_AT_ONCE: Readonly<Record<RollupStep, number>> = { minute: 1_000, hour: 24, day: 1 };

/** Sums of one statement that are kept in memory; more are put on disk while it runs. */
const SUMS_IN_MEMORY_BYTES = 256 * 1024 * 1024;

const HOURS_OF: Readonly<Record<RollupStep, number>> = { minute: 1, hour: 1, day: 24 };

/** What is repaired. */
export interface RepairParts {
  readonly engine: SqlEngine;
  readonly layout: TableLayout;
}

interface Bucket {
  readonly project: string;
  /** Seconds since the epoch. */
  readonly start: number;
}

/**
 * Makes the sums anew that may be half written: those of every bucket that a span arrived in since `settledAt` (epoch
 * milliseconds). The list of buckets is stored first, so that a crash during the repair is repaired as well. Reads what
 * arrived since, and the spans of those buckets, a slice at a time. Buckets whose spans have been deleted stay as they
 * are: they were whole when the spans went, and nothing has been added since.
 * @returns how many buckets were made anew.
 */
export async function repairRollups(parts: RepairParts, settledAt: number): Promise<number> {
  await endUnfinished(parts);
  for (const table of ROLLUPS) {
    const touched = `SELECT s.project AS project, ${table.bucket} AS bucket FROM spans AS s
      WHERE s.ingested_at >= {from:DateTime64(3, 'UTC')}
      UNION ALL
      SELECT project, bucket FROM ${table.name} WHERE last_arrival >= {from:DateTime64(3, 'UTC')}`;
    await noteBuckets(parts, table, { touched, from: settledAt });
  }
  await parts.engine.command(failedSpansFill("s.ingested_at >= {from:DateTime64(3, 'UTC')}"), {
    from: sqlTime(settledAt),
  });
  return repairNoted(parts);
}

/** Which buckets to make anew. */
export interface TouchedBuckets {
  /** SELECT of `project` and `bucket`, with the places `from` and `to` for moments. */
  readonly touched: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to?: number;
}

/** Stores which buckets of a table to make anew; {@link repairNoted} then does. Those whose spans are gone are left. */
export async function noteBuckets(
  { engine }: RepairParts,
  table: RollupTable,
  { touched, from, to = from }: TouchedBuckets,
): Promise<void> {
  await engine.command(
    `INSERT INTO buckets_to_repair (rollup, project, bucket)
     SELECT DISTINCT {rollup:String}, project, bucket FROM (
       ${touched}
     ) AS touched LEFT JOIN (${SPANS_GONE_SQL}) AS gone USING (project)
     WHERE bucket >= gone.until`,
    { rollup: table.name, from: sqlTime(from), to: sqlTime(to) },
  );
}

/** Makes the noted buckets of all tables anew. @returns how many there were */
export async function repairNoted(parts: RepairParts): Promise<number> {
  let repaired = 0;
  for (const table of ROLLUPS) repaired += await repairTable(parts, table);
  await parts.engine.command("TRUNCATE TABLE buckets_to_repair");
  return repaired;
}

/**
 * By URL, a statement outlives the process or the connection that sent it, and would count again what is counted anew.
 * Deletions of a repair that failed, as on a full disk, would pile up.
 */
async function endUnfinished({ engine, layout: { onCluster } }: RepairParts): Promise<void> {
  await engine.command(
    `KILL QUERY${onCluster} WHERE query_kind = 'Insert' AND current_database = currentDatabase() SYNC`,
  );
  await engine.command(
    `KILL MUTATION${onCluster} WHERE database = currentDatabase() AND NOT is_done
       AND position(command, 'toUnixTimestamp(bucket)') > 0 SYNC`,
  );
}

async function repairTable(parts: RepairParts, table: RollupTable): Promise<number> {
  const atOnce = BUCKETS_AT_ONCE[table.step];
  let repaired = 0;
  let last: Bucket | undefined;
  for (;;) {
    const buckets = await bucketsAfter(parts.engine, { table, last, limit: atOnce });
    if (buckets.length > 0) await rebuild(parts, table, buckets);
    repaired += buckets.length;
    last = buckets.at(-1);
    if (buckets.length < atOnce) return repaired;
  }
}

interface Slice {
  readonly table: RollupTable;
  readonly last: Bucket | undefined;
  readonly limit: number;
}

async function bucketsAfter(engine: SqlEngine, { table, last, limit }: Slice): Promise<readonly Bucket[]> {
  const rows = await engine.query(
    `SELECT project, toUnixTimestamp(bucket) AS start FROM buckets_to_repair
     WHERE rollup = {rollup:String}${
       last === undefined
         ? ""
         : " AND (project, toUnixTimestamp(bucket)) > ({project:String}, {start:UInt32})"
     }
     GROUP BY project, start
     ORDER BY project, start
     LIMIT {limit:UInt32}`,
    { rollup: table.name, limit, ...last },
  );
  return rows.map((row) => ({
    project: textOf(property(row, "project")) ?? "",
    start: countOf(property(row, "start")) ?? 0,
  }));
}

async function rebuild(
  { engine, layout }: RepairParts,
  table: RollupTable,
  buckets: readonly Bucket[],
): Promise<void> {
  const hours = buckets.flatMap(({ start }) =>
    Array.from({ length: HOURS_OF[table.step] }, (_, hour) => start - (start % 3_600) + hour * 3_600),
  );
  const parameters = {
    projects: [...new Set(buckets.map(({ project }) => project))],
    keys: buckets.map(({ project, start }) => `${project}/${start}`),
    hours: [...new Set(hours)].map(seconds),
    from: seconds(Math.min(...hours)),
    to: seconds(Math.max(...hours) + 3_599),
  };
  const isChosen = (project: string, bucket: string) =>
    `${project} IN {projects:Array(String)}
       AND concat(${project}, '/', toString(toUnixTimestamp(${bucket}))) IN {keys:Array(String)}`;
  await engine.command(
    `ALTER TABLE ${layout.altered(table.name)} DELETE
     WHERE bucket BETWEEN {from:DateTime('UTC')} AND {to:DateTime('UTC')} AND ${isChosen("project", "bucket")}
     SETTINGS mutations_sync = 2`,
    parameters,
  );
  const spans = `spans AS s FINAL
     WHERE s.status != 'running' AND toStartOfHour(s.start_time) IN {hours:Array(DateTime('UTC'))}
       AND ${isChosen("s.project", table.bucket)}`;
  await engine.command(
    `INSERT INTO ${table.name} (${rollupColumns(table, 1)}) ${rollupSelect(table, spans)}
     SETTINGS max_bytes_before_external_group_by = ${SUMS_IN_MEMORY_BYTES}`,
    parameters,
  );
}

/** Seconds since the epoch as the engine reads them. */
function seconds(start: number): string {
  return sqlTime(start * 1000).slice(0, 19);
}
