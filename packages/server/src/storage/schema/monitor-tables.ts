import type { TableLayout } from "./tables.ts";

/** How long monitors and alerts that are over are remembered. */
const KEPT = "INTERVAL 90 DAY";

/**
 * What monitors tell of themselves: one row for each, as it told last, and one for each of its alerts (`rule`: what it
 * alerts on, as JSON, empty where the monitor did not tell). Small; every node of a cluster has them whole. Times of
 * the sender are milliseconds.
 */
export function monitorTables({ wholeEngine, onCluster }: TableLayout): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS monitors${onCluster} (
    project LowCardinality(String),
    monitor_id String,
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    sdk_version LowCardinality(String),
    started_at DateTime64(3, 'UTC'),
    sent_at DateTime64(3, 'UTC'),
    seen_at DateTime64(3, 'UTC'),
    budgets String CODEC(ZSTD(3))
  ) ENGINE = ${wholeEngine("ReplacingMergeTree", "seen_at")}
  ORDER BY (project, monitor_id)
  TTL toDateTime(seen_at) + ${KEPT}`,
    `CREATE TABLE IF NOT EXISTS alerts${onCluster} (
    project LowCardinality(String),
    fingerprint FixedString(16),
    monitor_id String,
    service LowCardinality(String),
    environment LowCardinality(String),
    starts_at DateTime64(3, 'UTC'),
    ends_at Nullable(DateTime64(3, 'UTC')),
    seen_at DateTime64(3, 'UTC'),
    name LowCardinality(String),
    severity LowCardinality(String),
    labels Map(LowCardinality(String), String),
    annotations Map(LowCardinality(String), String),
    event_count Nullable(Float64),
    value Nullable(Float64),
    rule String CODEC(ZSTD(3))
  ) ENGINE = ${wholeEngine("ReplacingMergeTree", "seen_at")}
  ORDER BY (project, starts_at, fingerprint, monitor_id)
  TTL toDateTime(seen_at) + ${KEPT}`,
  ];
}
