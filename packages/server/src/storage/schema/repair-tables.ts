import type { TableLayout } from "./tables.ts";

/** What tells, after a crash, which sums may be half written. */
export function repairTables({ wholeEngine, onCluster }: TableLayout): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS checkpoints${onCluster} (
      id UInt8,
      settled_at DateTime64(3, 'UTC'),
      is_clean UInt8,
      version UInt64
    ) ENGINE = ${wholeEngine("ReplacingMergeTree", "version")} ORDER BY id`,
    `CREATE TABLE IF NOT EXISTS buckets_to_repair${onCluster} (
      rollup LowCardinality(String),
      project String,
      bucket DateTime('UTC')
    ) ENGINE = ${wholeEngine("MergeTree")} ORDER BY (rollup, project, bucket)`,
  ];
}
