import type { TableLayout } from "./tables.ts";

/**
 * Tables that every node of a cluster keeps whole, as replicas of one another. The path names no shard, so that a
 * span can only ever be counted in one place, however many shards the cluster has.
 */
export function replicatedLayout(cluster: string): TableLayout {
  const engine = replicatedEngine("/clickhouse/tables/breakwater/{database}/{table}");
  return {
    engine,
    wholeEngine: engine,
    onCluster: onCluster(cluster),
    isSharded: false,
    stored: (table) => table,
    altered: (table) => table,
    // Replicas hold the same, so that one of them can speak for all.
    system: (table) => `system.${table}`,
    spread: () => [],
  };
}

/**
 * Tables that are spread over the shards of a cluster, and replicated within each. Questions and commits go to a
 * `Distributed` table; sums are made and kept on the shard of their spans, and added up when they are asked for.
 */
export function shardedLayout(cluster: string): TableLayout {
  const stored = (table: string) => `${table}_local`;
  return {
    engine: replicatedEngine("/clickhouse/tables/breakwater/{shard}/{database}/{table}"),
    wholeEngine: replicatedEngine("/clickhouse/tables/breakwater/{database}/{table}"),
    onCluster: onCluster(cluster),
    isSharded: true,
    stored,
    altered: (table) => stored(table) + onCluster(cluster),
    system: (table) => `cluster('${cluster}', system.${table})`,
    spread: (table, shardingKey) => [
      `CREATE TABLE IF NOT EXISTS ${table}${onCluster(cluster)} AS ${stored(table)}
  ENGINE = Distributed('${cluster}', currentDatabase(), '${stored(table)}', ${shardingKey})`,
    ],
  };
}

function onCluster(cluster: string): string {
  return ` ON CLUSTER \`${cluster}\``;
}

function replicatedEngine(path: string): TableLayout["engine"] {
  return (family, ...parameters) =>
    `Replicated${family}(${[`'${path}'`, "'{replica}'", ...parameters].join(", ")})`;
}
