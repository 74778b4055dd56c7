import type { TableLayout } from "./tables.ts";

/**
 * Tables that every node of a cluster keeps whole, as replicas of one another. The path names no shard, so that a
 * span can only ever be counted in one place, however many shards the cluster has.
 */
export function replicatedLayout(cluster: string): TableLayout {
  const place = "'/clickhouse/tables/breakwater/{database}/{table}', '{replica}'";
  return {
    engine: (family, ...parameters) => `Replicated${family}(${[place, ...parameters].join(", ")})`,
    onCluster: ` ON CLUSTER \`${cluster}\``,
  };
}
