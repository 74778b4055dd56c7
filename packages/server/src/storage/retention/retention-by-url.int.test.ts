import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../../testing/clickhouse-stand-in.ts";
import { openServerEngine } from "../server-engine.ts";
import { describeDiskGuard } from "./disk-guard.contract.ts";
import { describeRetention } from "./retention.contract.ts";

const REAL = process.env.BREAKWATER_TEST_CLICKHOUSE_URL;

describe(`by URL, ${REAL === undefined ? "a stand-in for ClickHouse over HTTP" : "a real server"}`, () => {
  let standIn: ClickHouseStandIn | undefined;
  beforeAll(async () => {
    if (REAL === undefined) {
      standIn = await startClickHouseStandIn(mkdtempSync(join(tmpdir(), "breakwater-stand-in-")));
    }
  });
  afterAll(() => standIn?.close());
  const open = async () => openServerEngine(REAL ?? standIn?.url ?? "");

  describeRetention("ClickHouse by URL", open);
  describeDiskGuard("ClickHouse by URL", open);
});
