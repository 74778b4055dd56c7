import { z } from "zod";
import type { TableLayout } from "../schema/tables.ts";
import type { SqlEngine, StatementLimits } from "../sql-engine.ts";
import { type Period, partitionPeriod } from "./partition-period.ts";
import { RETAINED_TABLES, type RetainedTable } from "./retained-tables.ts";

/** A part of a table that can be dropped at once. */
export interface StoredPartition extends Period {
  readonly table: RetainedTable;
  /** The engine's name of it, such as `20260115`. */
  readonly id: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What a partition holds of one project. */
export interface ProjectShare {
  readonly project: string;
  /** Time of the oldest row, in epoch milliseconds. */
  readonly oldest: number;
}

/** With these, questions run beside commits instead of between them. */
export const BACKGROUND_LIMITS: StatementLimits = { timeoutMs: 300_000 };

const partitionSchema = z.object({
  name: z.string(),
  id: z.string(),
  rows: z.number(),
  bytes: z.number(),
});

const shareSchema = z.object({ project: z.string(), oldest: z.number() });

/** The partitions of all tables that are kept for an age, those of one table by time. */
export async function storedPartitions(
  engine: SqlEngine,
  layout: TableLayout,
): Promise<readonly StoredPartition[]> {
  const tables = new Map(RETAINED_TABLES.map((table) => [layout.stored(table.name), table]));
  const rows = await engine.query(
    `SELECT table AS name, partition_id AS id, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
     FROM ${layout.system("parts")}
     WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}
     GROUP BY name, id HAVING rows > 0 ORDER BY name, id`,
    { tables: [...tables.keys()] },
    BACKGROUND_LIMITS,
  );
  return z
    .array(partitionSchema)
    .parse(rows)
    .flatMap(({ name, ...partition }) => {
      const table = tables.get(name);
      const period = partitionPeriod(partition.id);
      return table === undefined || period === undefined ? [] : [{ table, ...period, ...partition }];
    });
}

/** Whose rows a partition holds. */
export async function sharesOf(
  engine: SqlEngine,
  { table, id }: StoredPartition,
): Promise<readonly ProjectShare[]> {
  const sql = `SELECT toString(project) AS project, toFloat64(toUnixTimestamp(min(${table.time}))) * 1000 AS oldest
    FROM ${table.name} WHERE _partition_id = {id:String} GROUP BY project`;
  return z.array(shareSchema).parse(await engine.query(sql, { id }, BACKGROUND_LIMITS));
}
