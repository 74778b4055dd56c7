import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../testing/clickhouse-stand-in.ts";
import { oneNodeShards, startWithClusters } from "../testing/one-node-shards.ts";
import { describeCommitFeed } from "./commit-feed.contract.ts";
import { describeMessageStore } from "./message-store.contract.ts";
import { openServerEngine } from "./server-engine.ts";
import { describeSpanHistories } from "./span-history.contract.ts";
import { describeSpanStore } from "./span-store.contract.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-shards-"));
let standIn: ClickHouseStandIn;
beforeAll(async () => {
  startWithClusters(directory);
  standIn = await startClickHouseStandIn(join(directory, "clickhouse"));
});
afterAll(() => standIn.close());

const open = async () => openServerEngine(standIn.url, { isSharded: true });

describe("over Distributed tables, on a cluster of one shard", () => {
  const layout = oneNodeShards("alone");
  describeSpanStore("a cluster of one shard", open, layout);
  describeMessageStore("a cluster of one shard", open, layout);
  describeCommitFeed("a cluster of one shard", open, layout);
  describeSpanHistories("a cluster of one shard", open, { runs: 3, layout });
});
