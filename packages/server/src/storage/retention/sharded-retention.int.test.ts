import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../../testing/clickhouse-stand-in.ts";
import { oneNodeShards, startWithClusters } from "../../testing/one-node-shards.ts";
import { openServerEngine } from "../server-engine.ts";
import { describeDiskGuard } from "./disk-guard.contract.ts";
import { describeRetention } from "./retention.contract.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-sharded-retention-"));
let standIn: ClickHouseStandIn;
beforeAll(async () => {
  startWithClusters(directory);
  standIn = await startClickHouseStandIn(join(directory, "clickhouse"));
});
afterAll(() => standIn.close());

const open = async () => openServerEngine(standIn.url, { isSharded: true });
const layout = oneNodeShards("alone");

describeRetention("a cluster of one shard", open, layout);
describeDiskGuard("a cluster of one shard", open, layout);
