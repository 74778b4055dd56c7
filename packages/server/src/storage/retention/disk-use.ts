import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { TableLayout } from "../schema/tables.ts";
import type { SqlEngine } from "../sql-engine.ts";
import type { DiskUse } from "./disk-plan.ts";
import { BACKGROUND_LIMITS } from "./stored-partitions.ts";

/**
 * What the tables take on the engine's disk (one replica of each shard, all shards together), and what is left there. Parts that have been merged into others and wait
 * to be removed are left out: to drop data on their account would be to drop it for nothing.
 */
export async function engineDiskUse(engine: SqlEngine, { system }: TableLayout): Promise<DiskUse> {
  const [row] = useSchema.parse(
    await engine.query(
      `SELECT toFloat64((
         SELECT sum(bytes_on_disk) FROM ${system("parts")} WHERE active AND database = currentDatabase()
       )) AS used, toFloat64((SELECT min(free_space) FROM ${system("disks")})) AS free`,
      {},
      BACKGROUND_LIMITS,
    ),
  );
  return { usedBytes: row.used, freeBytes: row.free };
}

/** Bytes of the files beside the engine's own folders: keys, the audit log. */
export function looseFileBytes(directory: string): number {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, { name }) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

const useSchema = z.tuple([z.object({ used: z.number(), free: z.number() })]);
