import type { TableLayout } from "./tables.ts";

/**
 * What has been deleted, by age or for want of room; written before anything is. Spans of `projects` that started
 * before `until` are gone, or about to be: they must not be counted again, nor sums be made anew from what is left.
 */
export function deletionsTable({ wholeEngine, onCluster }: TableLayout): string {
  return `CREATE TABLE IF NOT EXISTS deletions${onCluster} (
    table_name LowCardinality(String),
    partition_id String,
    reason LowCardinality(String),
    projects Array(String),
    until DateTime64(3, 'UTC'),
    rows UInt64,
    bytes UInt64,
    at DateTime64(3, 'UTC')
  ) ENGINE = ${wholeEngine("ReplacingMergeTree", "at")} ORDER BY (table_name, until, reason, projects)`;
}
