import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../testing/clickhouse-stand-in.ts";
import { describeCheckpoint } from "./checkpoint.contract.ts";
import { describeCommitFeed } from "./commit-feed.contract.ts";
import { describeMessageStore } from "./message-store.contract.ts";
import { describeRepair } from "./repair-rollups.contract.ts";
import { openServerEngine } from "./server-engine.ts";
import { describeSpanHistories } from "./span-history.contract.ts";
import { describeSpanStore } from "./span-store.contract.ts";
import { describeSqlEngine } from "./sql-engine.contract.ts";

const REAL = process.env.BREAKWATER_TEST_CLICKHOUSE_URL;
const WHERE =
  REAL === undefined
    ? "a stand-in for ClickHouse over HTTP (BREAKWATER_TEST_CLICKHOUSE_URL names no real server)"
    : "the ClickHouse server of BREAKWATER_TEST_CLICKHOUSE_URL";

describe(`by URL, ${WHERE}`, () => {
  let standIn: ClickHouseStandIn | undefined;
  beforeAll(async () => {
    if (REAL === undefined) {
      standIn = await startClickHouseStandIn(mkdtempSync(join(tmpdir(), "breakwater-stand-in-")));
    }
  });
  afterAll(() => standIn?.close());
  const open = async () => openServerEngine(REAL ?? standIn?.url ?? "");

  describeSqlEngine("ClickHouse by URL", open);
  describeSpanStore("ClickHouse by URL", open);
  describeSpanHistories("ClickHouse by URL", open, { runs: 4 });
  describeMessageStore("ClickHouse by URL", open);
  describeCommitFeed("ClickHouse by URL", open);
  describeCheckpoint("ClickHouse by URL", open);
  describeRepair("ClickHouse by URL", open);
});
