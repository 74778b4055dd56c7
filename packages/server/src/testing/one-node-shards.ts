import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shardedLayout } from "../storage/schema/replicated-layout.ts";
import { SINGLE_LAYOUT, type TableLayout } from "../storage/schema/tables.ts";

const HERE = "<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>";

/**
 * Clusters that the embedded engine can make of itself: `alone` has one shard. `twins` has two, which are both this
 * engine: what is written to them is split, and what is read from them comes twice.
 */
const CLUSTERS = `
<clickhouse>
  <tcp_port>9000</tcp_port>
  <remote_servers>
    <alone>${HERE}</alone>
    <twins>${HERE}${HERE}</twins>
  </remote_servers>
</clickhouse>`;

/** Lets the engine of this process know its clusters: it reads `config.xml` of the directory that it is started in. */
export function startWithClusters(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "config.xml"), CLUSTERS);
  process.chdir(directory);
}

/** The sharded layout without what needs a Keeper: replicas, and statements that are sent to all nodes. */
export function oneNodeShards(cluster: "alone" | "twins"): TableLayout {
  const layout = shardedLayout(cluster);
  return {
    ...SINGLE_LAYOUT,
    isSharded: true,
    stored: layout.stored,
    altered: layout.stored,
    system: layout.system,
    spread: (...table) => layout.spread(...table).map((sql) => sql.replace(layout.onCluster, "")),
  };
}
