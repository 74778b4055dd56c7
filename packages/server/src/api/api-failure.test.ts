import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { ClickHouseError } from "@clickhouse/client";
import { Hono } from "hono";
import { beforeEach, expect, it } from "vitest";
import { AuditLog } from "../access/audit-log.ts";
import { KeyStore } from "../access/key-store.ts";
import { DEFAULT_QUERY_LIMITS } from "../query/query-context.ts";
import { wholeApi } from "./api-app.ts";
import type { ApiEnvironment } from "./api-environment.ts";

let failure: unknown;
/** What an export gives before it fails. */
let pieces: readonly string[];
let logged: [level: string, told: object][];
let app: Hono<ApiEnvironment>;

beforeEach(() => {
  logged = [];
  pieces = [];
  const directory = mkdtempSync(join(tmpdir(), "breakwater-failure-"));
  const clock = createFakeClock(Date.UTC(2026, 10, 24));
  const fail = () => Promise.reject(failure);
  const counted = () => (pieces.length === 0 ? fail() : Promise.resolve([{ rows: 2 }]));
  const query = {
    engine: { query: counted, stream: brokenFile, command: fail, insert: fail, close: fail },
    clock,
    limits: DEFAULT_QUERY_LIMITS,
  };
  const tell = (level: string) => (told: object) => void logged.push([level, told]);
  app = new Hono<ApiEnvironment>();
  app.use(async (request, next) => {
    request.set("project", "shop");
    request.set("identity", { id: "boss", name: "boss", scopes: ["admin"] });
    await next();
  });
  const api = wholeApi({
    query: Object.assign(query),
    keys: new KeyStore(directory, clock),
    audit: new AuditLog(join(directory, "audit.jsonl"), clock),
    log: Object.assign({ error: tell("error"), warn: tell("warn") }),
  });
  app.route("/", api);
});

async function* brokenFile() {
  for (const piece of pieces) yield Buffer.from(piece);
  throw failure;
}

async function ask(path: string, init?: RequestInit): Promise<readonly [number, string]> {
  const response = await app.request(path, init);
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

function engineError(type: string, code = "1"): ClickHouseError {
  return new ClickHouseError({ code, type, message: `It failed at 'a secret prompt'` });
}

it("answers a bug as one, and has its cause in the log", async () => {
  failure = new TypeError("undefined is no function");
  expect(await ask("/totals")).toEqual([500, "BW_INTERNAL"]);
  expect(logged).toEqual([["error", { method: "GET", path: "/totals", err: failure }]]);
});

it("has what the engine cannot read in the log as a bug, without what it quotes", async () => {
  failure = engineError("UNKNOWN_IDENTIFIER", "47");
  expect(await ask("/totals")).toEqual([500, "BW_INTERNAL"]);
  expect(logged).toMatchObject([["error", { engine: "UNKNOWN_IDENTIFIER 47: It failed at" }]]);
  expect(JSON.stringify(logged)).not.toContain("secret");
});

it.each([
  ["time", engineError("TIMEOUT_EXCEEDED", "159")],
  ["memory", engineError("MEMORY_LIMIT_EXCEEDED", "241")],
  ["a connection", Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" })],
])("asks to come again where the engine had not enough %s", async (_, error) => {
  failure = error;
  expect(await ask("/totals")).toEqual([503, "BW_QUERY_FAILED"]);
  expect(logged).toMatchObject([["warn", { path: "/totals" }]]);
});

it("takes a body that is no JSON for the asker's fault", async () => {
  const headers = { "content-type": "application/json" };
  expect(await ask("/keys", { method: "POST", headers, body: "{" })).toEqual([400, "BW_INVALID_PARAMETER"]);
  expect(await ask("/keys", { method: "POST", body: "name=x" })).toEqual([400, "BW_INVALID_PARAMETER"]);
  expect(logged).toEqual([]);
});

it.each([
  ["error", new RangeError("not your secret prompt"), { error: "RangeError" }],
  ["warn", engineError("TIMEOUT_EXCEEDED", "159"), { engine: "TIMEOUT_EXCEEDED 159: It failed at" }],
])(
  "has an export that breaks off midway in the log, as %s, without what it quotes",
  async (level, error, told) => {
    failure = error;
    pieces = ["a,b\n", "1,2\n"];
    const response = await app.request("/export/spans?format=csv");
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(logged).toMatchObject([[level, { method: "GET", path: "/export/spans", ...told }]]);
    expect(JSON.stringify(logged)).not.toContain("secret");
  },
);

it("does not tell the log of an export whose reader has left", async () => {
  failure = new Error("cancelled");
  pieces = ["a,b\n"];
  const reader = new AbortController();
  const response = await app.request("/export/spans?format=csv", { signal: reader.signal });
  reader.abort();
  await expect(response.text()).rejects.toThrow();
  expect(logged).toEqual([]);
});
