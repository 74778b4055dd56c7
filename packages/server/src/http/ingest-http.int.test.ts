import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Arrivals } from "../ingest/arrivals.ts";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";
import { Ingest } from "../ingest/ingest.ts";
import { lengthField } from "../ingest/otlp/export-response.ts";
import type { OtlpLog } from "../ingest/otlp/otlp-log.ts";
import { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import { migrate } from "../storage/schema/migrate.ts";
import { migrations } from "../storage/schema/migrations.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import type { SqlEngine } from "../storage/sql-engine.ts";
import { SqlSpanStore } from "../storage/sql-span-store.ts";
import { openSending } from "../testing/sending-rules.ts";
import { otlpRoutes } from "./otlp-routes.ts";

const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
      scopeSpans: [
        {
          scope: { name: "test" },
          spans: [
            {
              traceId: "5b8efff798038103d269b633813fc60c",
              spanId: "eee19b7ec3c1b174",
              name: "GET /",
              kind: 2,
              startTimeUnixNano: "1768478400000000000",
              endTimeUnixNano: "1768478400250000000",
            },
          ],
        },
      ],
    },
  ],
};

describe("OTLP over HTTP", () => {
  let engine: SqlEngine;
  let app: ReturnType<typeof otlpRoutes>;
  let arrivals: Arrivals;
  let logs: OtlpLog[];
  let maxMemoryBytes: number;
  let memory: IngestMemory;
  let logged: string[];
  /** Called when logs are stored; may throw. */
  let onLogs: () => void;

  beforeAll(async () => {
    engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-http-")));
    await migrate(engine, migrations(SINGLE_LAYOUT), SINGLE_LAYOUT);
  });
  beforeEach(async () => {
    await engine.command("TRUNCATE TABLE spans");
    const limits = { maxSpansPerCommit: 20_000, maxWaitingSpans: 100_000 };
    const committer = new GroupCommitter(
      new SqlSpanStore(engine, createRealClock()),
      limits,
      createRealClock(),
    );
    const spans = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 10_000 });
    arrivals = new Arrivals(createRealClock());
    logs = [];
    const sink = {
      take: async (taken: readonly OtlpLog[]) => {
        onLogs();
        logs.push(...taken);
        return new Set(taken);
      },
    };
    maxMemoryBytes = 1e6;
    memory = new IngestMemory(() => maxMemoryBytes);
    const bodyLimits = { maxBytes: 10_000, maxDecompressedBytes: 100_000, memory };
    logged = [];
    onLogs = () => {};
    const log = { error: (...told: unknown[]) => logged.push(JSON.stringify(told)) };
    app = otlpRoutes(new OtlpIngest({ spans, logs: sink, arrivals }), { ...openSending(), bodyLimits, log });
  });
  afterAll(() => engine.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    app.request("/v1/traces", {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
  const stored = () =>
    engine.query("SELECT service, name, kind, status, duration_us FROM spans ORDER BY name");

  it("has a span on disk when it answers, in the request's own form", async () => {
    const response = await post(JSON.stringify(request));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toEqual({});
    expect(await stored()).toEqual([
      { service: "shop", name: "GET /", kind: "other", status: "ok", duration_us: 250_000 },
    ]);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["zstd", zstdCompressSync],
  ])("reads a body in %s (%o)", async (encoding, compress) => {
    const body = new Uint8Array(compress(JSON.stringify(request)));
    expect((await post(body, { "content-encoding": encoding })).status).toBe(200);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ["a body that is no JSON", "{", {}, 400],
    ["JSON that is no object", "[]", {}, 400],
    ["a list that is none", '{"resourceSpans":"x"}', {}, 400],
    ["bytes that are no protobuf", "zzzz", { "content-type": "application/x-protobuf" }, 400],
    ["an unknown content type", "{}", { "content-type": "text/plain" }, 415],
    ["an unknown encoding", "{}", { "content-encoding": "br" }, 415],
    ["a body that is not what its encoding says", "{}", { "content-encoding": "gzip" }, 400],
  ])("refuses %s, and says so", async (_, body, headers, status) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10);
    expect(await stored()).toEqual([]);
  });

  it("asks for a request again when all of them hold too much memory, and takes nothing of it then", async () => {
    const other = memory.open("another sender");
    other.grow(maxMemoryBytes - 100);
    const refused = await post(JSON.stringify(request));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toMatchObject({
      code: 14,
      message: expect.stringContaining("limits.memory"),
    });
    expect(await stored()).toEqual([]);
    other.release();
    expect((await post(JSON.stringify(request))).status).toBe(200);
    expect(memory.heldBytes).toBe(0);
  });

  it("asks a sender for a request again whose others hold its share, while there is room for the rest", async () => {
    const others = memory.open("default unknown");
    others.grow(maxMemoryBytes / 2);
    const refused = await post(JSON.stringify(request));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await refused.json()).toMatchObject({
      code: 8,
      message: expect.stringContaining("half of limits.memory"),
    });
    others.release();
    expect((await post(JSON.stringify(request))).status).toBe(200);
  });

  it("does not ask again for a request that alone is too large for the memory", async () => {
    maxMemoryBytes = 100;
    const refused = await post(JSON.stringify(request));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([413, null]);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining("limits.memory") });
  });

  it("tells the log where an error came from that nobody expected, but not what it says", async () => {
    onLogs = () => {
      throw new TypeError("cannot store\n    at my secret prompt");
    };
    const ids = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };
    const body = JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ ...ids, eventName: "gen_ai.choice" }] }] }],
    });
    const response = await app.request("/v1/logs", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    const told = await response.text();
    expect(logged).toEqual([expect.stringMatching(/"error":"TypeError".*ingest-http\.int\.test\.ts/)]);
    for (const text of [told, ...logged]) expect(text).not.toContain("secret");
    expect(memory.heldBytes).toBe(0);
  });

  it.each([
    ["as sent", "{}".padEnd(10_001), {}],
    ["unfolded", new Uint8Array(gzipSync("{}".padEnd(100_001))), { "content-encoding": "gzip" }],
  ])("refuses a body that is too large %s, in the form of the request", async (_, body, headers) => {
    const json = await post(body, headers);
    expect([json.status, await json.json()]).toMatchObject([413, { code: 8 }]);
    const protobuf = await post(body, { ...headers, "content-type": "application/x-protobuf" });
    expect([protobuf.status, protobuf.headers.get("content-type")]).toEqual([413, "application/x-protobuf"]);
    expect([...new Uint8Array(await protobuf.arrayBuffer())].slice(0, 3)).toEqual([8, 8, 18]);
    expect(protobuf.headers.get("retry-after")).toBeNull();
  });

  it("tells by a partial success what it did not take, in both forms", async () => {
    const [resource] = request.resourceSpans;
    const [scope] = resource?.scopeSpans ?? [];
    const bad = {
      resourceSpans: [{ scopeSpans: [{ spans: [...(scope?.spans ?? []), { traceId: "no" }] }] }],
    };
    const json = await post(JSON.stringify(bad));
    expect([json.status, await json.json()]).toEqual([
      200,
      { partialSuccess: { rejectedSpans: "1", errorMessage: "invalid_id: 1" } },
    ]);
    const span = lengthField(1, lengthField(2, lengthField(2, lengthField(5, Buffer.from("chat")))));
    const protobuf = await post(new Uint8Array(span), { "content-type": "application/x-protobuf" });
    expect(protobuf.status).toBe(200);
    expect(Buffer.from(await protobuf.arrayBuffer()).toString("latin1")).toBe(
      "\n\x11\x08\x01\x12\rinvalid_id: 1",
    );
  });
});
