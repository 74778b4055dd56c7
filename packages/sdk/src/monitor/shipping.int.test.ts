import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type LoopbackServer, startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { JournalPathError } from "../journal/journal-path-error.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";
import { DOLLAR_A_CALL, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;
let server: LoopbackServer;
let folder: string;
/** Records in the order in which they came, running ones left out. */
let arrived: SpanRecord[];
/** What the monitors told of themselves. */
let told: MonitorState[];
let respond: (response: ServerResponse, records: readonly SpanRecord[]) => void;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-shipping-"));
  stub.reset();
  arrived = [];
  told = [];
  respond = (response, records) => {
    arrived.push(...records.filter(({ status }) => status !== "running"));
    response.end(JSON.stringify({ accepted: records.length, rejected: {} }));
  };
  server = await startLoopbackServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = gunzipSync(Buffer.concat(parts)).toString("utf8");
    if (request.url === "/v1/monitors") {
      told.push(JSON.parse(body) as MonitorState);
      response.end('{"accepted":1,"rejected":{}}');
      return;
    }
    const lines = body.trim().split("\n");
    respond(
      response,
      lines.map((line) => JSON.parse(line) as SpanRecord),
    );
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const optionsOf = (more: MonitorOptions = {}): MonitorOptions => ({
  ...DOLLAR_A_CALL,
  dailyBudgetUsd: 100,
  logFile: join(folder, "production.jsonl"),
  server: { url: server.url },
  ...more,
});

describe("a monitor with a server", () => {
  test("has sent every record when flush says so", async () => {
    const { monitor, records } = watchCalls(optionsOf());
    await Promise.all([1, 2, 3].map((user) => monitor.query(openAiOf(stub), "hi", { userId: `u${user}` })));
    const report = await monitor.flush();
    expect(report).toMatchObject({
      isComplete: true,
      // Each call has a line for its start too, as it holds budget.
      server: { url: server.url, state: "ok", acknowledged: 6, pendingBytes: 0, deadLettered: {} },
    });
    expect(arrived).toEqual(records);
    await monitor.close();
  });

  test("tells the server of its budgets and of the alerts that fire in it, receivers or not", async () => {
    const { monitor } = watchCalls(
      optionsOf({
        service: "shop",
        dailyBudgetUsd: 2,
        alerts: { rules: [{ name: "Calls", signal: "calls", condition: { op: ">=", value: 1 } }] },
      }),
    );
    await monitor.query(openAiOf(stub), "hi", { userId: "ana" });
    const { server: shipped } = await monitor.flush();
    expect(shipped).toMatchObject({ pendingAlerts: 0, droppedAlerts: 0 });
    const { budgets, alerts, ...who } = told.at(-1) ?? {};
    expect(who).toMatchObject({ v: 1, service: "shop", environment: "production" });
    expect(budgets).toEqual([expect.objectContaining({ name: "daily", limitNanos: 2_000_000_000 })]);
    const firing = told.flatMap(({ alerts: some }) => some);
    expect(firing.map(({ labels }) => labels["alertname"]).toSorted()).toEqual(["BudgetThreshold", "Calls"]);
    expect(alerts?.length).toBeGreaterThan(0);
    await monitor.close();
  });

  test("tells of other budgets as soon as they are configured", async () => {
    const { monitor } = watchCalls(optionsOf());
    await monitor.flush();
    monitor.configure({ dailyBudgetUsd: 7 });
    await monitor.flush();
    expect(told.at(-1)?.budgets[0]?.limitNanos).toBe(7_000_000_000);
    await monitor.close();
  });

  test("tells the truth while the server is away, and calls go on", async () => {
    const { monitor } = watchCalls(optionsOf());
    const { url } = server;
    await server.close();
    await monitor.query(openAiOf(stub), "hi");
    const report = await monitor.close();
    expect(report).toMatchObject({
      isComplete: false,
      records: { pending: 0 },
      server: { url, state: "waiting", reason: "ECONNREFUSED", acknowledged: 0 },
    });
    expect(report.server?.pendingBytes).toBeGreaterThan(300);
    expect(monitor.report().toText()).toContain("the server takes no records");
    server = await startLoopbackServer(() => {});
  });

  test("what one process could not send, the next one does", async () => {
    respond = (response) => response.writeHead(503).end();
    const before = watchCalls(optionsOf());
    await before.monitor.query(openAiOf(stub), "hi", { userId: "first" });
    expect(await before.monitor.close({ deadlineMs: 0 })).toMatchObject({ isComplete: false });
    respond = (response, records) => {
      arrived.push(...records.filter(({ status }) => status !== "running"));
      response.end(JSON.stringify({ accepted: records.length, rejected: {} }));
    };
    const after = watchCalls(optionsOf());
    await after.monitor.query(openAiOf(stub), "hi", { userId: "second" });
    expect(await after.monitor.close()).toMatchObject({ isComplete: true, server: { acknowledged: 4 } });
    expect(arrived.map(({ userId }) => userId)).toEqual(["first", "second"]);
  });

  test("a wrong key is told once and keeps everything", async () => {
    respond = (response) => response.writeHead(401).end('{"error":"This key is not known."}');
    const { monitor, warnings } = watchCalls(optionsOf({ server: { url: server.url, key: "bw_wrong" } }));
    await monitor.query(openAiOf(stub), "hi");
    expect(await monitor.flush()).toMatchObject({
      isComplete: false,
      server: { state: "refused", reason: "HTTP 401: This key is not known.", acknowledged: 0 },
    });
    await monitor.query(openAiOf(stub), "hi");
    await monitor.close();
    expect(warnings.filter((text) => text.includes("takes no records"))).toHaveLength(1);
    expect(warnings.join()).not.toContain("bw_wrong");
  });

  test("needs no logFile: the journal lies in the working directory, by service", async () => {
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      const { logFile: _, ...options } = optionsOf({ service: "shop/eu" });
      const { monitor } = watchCalls(options);
      expect(monitor.logFile).toBe(join(process.cwd(), ".breakwater-journal", "shop_eu.jsonl"));
      await monitor.query(openAiOf(stub), "hi");
      expect(await monitor.close()).toMatchObject({ isComplete: true });
      expect(arrived).toHaveLength(1);
    } finally {
      process.chdir(cwd);
    }
  });

  test("may be named by the environment", async () => {
    vi.stubEnv("BREAKWATER_SERVER_URL", server.url);
    const { server: _, ...options } = optionsOf();
    const { monitor } = watchCalls(options);
    await monitor.query(openAiOf(stub), "hi");
    expect(await monitor.close()).toMatchObject({ server: { url: server.url, acknowledged: 2 } });
    const unsent = watchCalls({ ...options, server: false }).monitor;
    expect(await unsent.close()).not.toHaveProperty("server");
  });

  test("refuses a journal that is a device: nothing of it could be read again", () => {
    expect(() => watchCalls(optionsOf({ logFile: "/dev/null" }))).toThrow(JournalPathError);
  });
});
