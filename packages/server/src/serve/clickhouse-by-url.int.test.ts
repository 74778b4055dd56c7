import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openServerEngine } from "../storage/server-engine.ts";
import { type ClickHouseStandIn, startClickHouseStandIn } from "../testing/clickhouse-stand-in.ts";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

let directory: string;
let clickhouse: ClickHouseStandIn;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-by-url-"));
  clickhouse = await startClickHouseStandIn(join(directory, "clickhouse"));
});
afterAll(async () => {
  await clickhouse.close();
  rmSync(directory, { recursive: true });
});

function spanOf(which: number): SpanRecord {
  const id = which.toString(16).padStart(16, "0");
  return {
    v: 1,
    traceId: `b${id.slice(1)}${id}`,
    spanId: id,
    kind: "llm",
    name: "chat",
    requestModel: "m",
    startTime: new Date(Date.UTC(2026, 0, 15, 12) + which).toISOString().replace("Z", "000Z"),
    durationMs: 5,
    status: "ok",
    input: `it's prompt ${which}`,
    cost: { source: "priced", totalNanos: 3, inputNanos: 2, outputNanos: 1, catalogue: "c" },
  };
}

const start = () =>
  startServerProcess(join(directory, "data"), ["--clickhouse", clickhouse.url, "--log-level", "error"]);

async function send(server: ServerProcess, first: number, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => encodeRecord(spanOf(first + index)));
  const response = await fetch(`${server.otlpUrl}/v1/spans`, { method: "POST", body: records.join("\n") });
  expect(response.status).toBe(200);
}

async function calls(server: ServerProcess): Promise<unknown> {
  const range = "from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z";
  const response = await fetch(`${server.uiUrl}/api/v1/totals?${range}`);
  expect(response.status).toBe(200);
  return response.json();
}

it("keeps spans in ClickHouse by URL, over restarts and kill -9, each once", async () => {
  const first = await start();
  await send(first, 1, 30);
  expect(await calls(first)).toMatchObject({ calls: 30 });
  await first.end("SIGTERM");

  const second = await start();
  await send(second, 1, 40);
  expect(await calls(second)).toMatchObject({ calls: 40 });
  await second.end("SIGKILL");

  const third = await start();
  await send(third, 1, 50);
  expect(await calls(third)).toMatchObject({ calls: 50 });
  await third.end("SIGTERM");

  const engine = openServerEngine(clickhouse.url);
  const sql = "SELECT toFloat64(count()) AS spans, toFloat64(sum(cost_nanos)) AS nanos FROM spans FINAL";
  expect(await engine.query(sql)).toEqual([{ spans: 50, nanos: 150 }]);
  expect(await engine.query("SELECT toFloat64(sum(calls)) AS calls FROM calls_by_model_minute")).toEqual([
    { calls: 50 },
  ]);
  await engine.close();
  expect(clickhouse.statements.some((sql) => sql.includes("INSERT INTO spans "))).toBe(true);
});
