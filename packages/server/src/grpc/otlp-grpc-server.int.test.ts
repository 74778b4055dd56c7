import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Arrivals } from "../ingest/arrivals.ts";
import type { Authenticate } from "../ingest/authenticate.ts";
import { Ingest } from "../ingest/ingest.ts";
import { IngestMemory } from "../ingest/ingest-memory.ts";
import { lengthField } from "../ingest/otlp/export-response.ts";
import { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { TakenPortError } from "../serve/taken-port-error.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { type AnsweredCall, type OtlpGrpcServer, startOtlpGrpc } from "./otlp-grpc-server.ts";

const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/** Knows one key, for one project. */
const authenticate: Authenticate = ({ apiKey }) => {
  if (apiKey === "key-of-shop") return { isAdmitted: true, project: "shop" };
  if (apiKey === "guess")
    return { isAdmitted: false, reason: "throttled", message: "Wait.", retryAfterMs: 2_000 };
  if (apiKey === "reader")
    return { isAdmitted: false, reason: "forbidden", message: "This key may only read." };
  return { isAdmitted: false, reason: "unauthenticated", message: "Send an API key." };
};

function spanOf(id: number): Buffer {
  const span = Buffer.concat([
    lengthField(1, Buffer.alloc(16, id)),
    lengthField(2, Buffer.alloc(8, id)),
    lengthField(5, Buffer.from("chat")),
    Buffer.from([(7 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0x18]),
  ]);
  return lengthField(1, lengthField(2, lengthField(2, span)));
}

interface Answer {
  readonly code: number;
  readonly body?: Buffer;
  readonly error?: ServiceError;
}

describe("OTLP over gRPC", () => {
  let server: OtlpGrpcServer;
  let client: Client;
  let committed: IncomingSpan[];
  let arrivals: Arrivals;
  let memory: IngestMemory;
  let answered: [method: string, status: number][];
  let maxMemoryBytes: number;
  /** Commits wait for it. */
  let gate: Promise<void>;

  beforeEach(async () => {
    committed = [];
    gate = Promise.resolve();
    arrivals = new Arrivals(createFakeClock());
    const store = {
      commit: async (spans: readonly IncomingSpan[]) => {
        await gate;
        committed.push(...spans);
        return { stored: spans.length, duplicates: 0 };
      },
    };
    const committer = new GroupCommitter(store, { maxSpansPerCommit: 10, maxWaitingSpans: 2 });
    const spans = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 });
    const ingest = new OtlpIngest({ spans, logs: { take: async () => new Set<never>() }, arrivals });
    memory = new IngestMemory(() => maxMemoryBytes);
    maxMemoryBytes = 50_000;
    const bodyLimits = { maxBytes: 10_000, maxDecompressedBytes: 20_000, memory };
    answered = [];
    const observe =
      () =>
      ({ method, status: code }: AnsweredCall) => {
        answered.push([method, code]);
      };
    server = await startOtlpGrpc({ host: "127.0.0.1", port: 0, ingest, authenticate, bodyLimits, observe });
    client = new Client(new URL(server.url).host, credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    await server.close(AbortSignal.abort());
  });

  function send(
    path: string,
    body: Buffer,
    headers: Record<string, string> = { "x-api-key": "key-of-shop" },
  ) {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return new Promise<Answer>((resolve) =>
      client.makeUnaryRequest(
        path,
        (sent: Buffer) => sent,
        (got) => got,
        body,
        metadata,
        (error, answer) =>
          resolve(
            error === null
              ? { code: status.OK, ...(answer !== undefined && { body: answer }) }
              : { code: error.code, error },
          ),
      ),
    );
  }

  it("answers when the spans are stored, in the project of the key", async () => {
    expect(await send(TRACES, Buffer.concat([spanOf(1), spanOf(2)]))).toEqual({
      code: status.OK,
      body: Buffer.alloc(0),
    });
    expect(committed.map(({ record }) => [record.project, record.name])).toEqual([
      ["shop", "chat"],
      ["shop", "chat"],
    ]);
  });

  it("tells by a partial success what it did not take", async () => {
    const { code, body } = await send(TRACES, Buffer.concat([spanOf(1), spanOf(0)]));
    expect([code, body?.toString("latin1")]).toEqual([status.OK, "\n\x11\x08\x01\x12\rinvalid_id: 1"]);
  });

  it("takes logs and metrics, and counts them", async () => {
    const log = lengthField(12, Buffer.from("gen_ai.choice"));
    const metric = Buffer.concat([
      lengthField(1, Buffer.from("gen_ai.client.inference.duration")),
      lengthField(9, Buffer.concat([lengthField(1, Buffer.alloc(0)), lengthField(1, Buffer.alloc(0))])),
    ]);
    for (const [path, item] of [
      [LOGS, log],
      [METRICS, metric],
    ] as const) {
      expect((await send(path, lengthField(1, lengthField(2, lengthField(2, item))))).code).toBe(status.OK);
    }
    expect(arrivals.list("shop")).toMatchObject([
      { signal: "metrics", name: "gen_ai.client.inference.duration", count: 2 },
      { signal: "logs", name: "gen_ai.choice", count: 1 },
    ]);
    expect(arrivals.list("other")).toEqual([]);
  });

  it.each([
    ["no key", {}, status.UNAUTHENTICATED],
    ["an unknown bearer", { authorization: "Bearer nobody" }, status.UNAUTHENTICATED],
    ["a key that may not send", { "x-api-key": "reader" }, status.PERMISSION_DENIED],
    ["an address with too many wrong keys", { "x-api-key": "guess" }, status.RESOURCE_EXHAUSTED],
    ["the key as a bearer", { authorization: "Bearer key-of-shop" }, status.OK],
  ])("judges %s", async (_, headers, code) => {
    expect((await send(TRACES, spanOf(1), headers)).code).toBe(code);
    expect(committed).toHaveLength(code === status.OK ? 1 : 0);
  });

  it("refuses bytes that are no request, without asking to send them again", async () => {
    const { code, error } = await send(TRACES, Buffer.from("zzzz"));
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(String(error?.metadata.get("grpc-status-details-bin")[0])).not.toContain("RetryInfo");
  });

  it("refuses a message that is too large, as sent or as it unfolds", async () => {
    expect((await send(TRACES, Buffer.alloc(10_001))).code).toBe(status.RESOURCE_EXHAUSTED);
    client.close();
    client = new Client(new URL(server.url).host, credentials.createInsecure(), {
      "grpc.default_compression_algorithm": 2,
    });
    expect((await send(TRACES, Buffer.alloc(1_000_000))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await send(TRACES, spanOf(1))).code).toBe(status.OK);
    expect(committed).toHaveLength(1);
  });

  it("holds a message until its spans are stored, and asks for it again when all hold too much", async () => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const first = send(TRACES, spanOf(1));
    await expect.poll(() => memory.heldBytes).toBeGreaterThan(50);
    maxMemoryBytes = memory.heldBytes + 10;
    const refused = await send(TRACES, spanOf(2));
    expect(refused.code).toBe(status.RESOURCE_EXHAUSTED);
    const details = refused.error?.metadata.get("grpc-status-details-bin")[0];
    expect(String(details)).toContain("google.rpc.RetryInfo");
    held.resolve();
    expect((await first).code).toBe(status.OK);
    expect(memory.heldBytes).toBe(0);
    expect((await send(TRACES, spanOf(2))).code).toBe(status.OK);
  });

  it("refuses a method that is not there, and tells who watches of every call", async () => {
    expect((await send("/opentelemetry.Nothing/Export", spanOf(1))).code).toBe(status.UNIMPLEMENTED);
    await send(TRACES, Buffer.from("zzzz"));
    await send(TRACES, spanOf(1));
    await expect
      .poll(() => answered)
      .toEqual([
        ["none", 404],
        [TRACES, 400],
        [TRACES, 200],
      ]);
  });

  it("asks a sender to come again when too much waits, and takes nothing of it then", async () => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const waiting = [send(TRACES, spanOf(1)), send(TRACES, spanOf(2)), send(TRACES, spanOf(3))];
    const refused = await Promise.race(waiting);
    expect(refused.code).toBe(status.UNAVAILABLE);
    const details = refused.error?.metadata.get("grpc-status-details-bin")[0];
    expect(Buffer.isBuffer(details) && details.toString("latin1")).toContain(
      "google.rpc.RetryInfo\x12\x04\n\x02\x08\x01",
    );
    held.resolve();
    await Promise.all(waiting);
    expect(committed).toHaveLength(2);
    expect((await send(TRACES, spanOf(3))).code).toBe(status.OK);
    expect(committed).toHaveLength(3);
  });

  it("answers what is under way before it ends", async () => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const first = send(TRACES, spanOf(1));
    const second = await send(LOGS, Buffer.alloc(0));
    expect(second.code).toBe(status.OK);
    const ended = server.close();
    held.resolve();
    expect((await first).code).toBe(status.OK);
    await ended;
    expect(committed).toHaveLength(1);
  });

  it("says so when the port is taken", async () => {
    const port = Number(new URL(server.url).port);
    const ingest = new OtlpIngest({
      spans: new Ingest(
        new GroupCommitter(
          { commit: async () => ({ stored: 0, duplicates: 0 }) },
          { maxSpansPerCommit: 1, maxWaitingSpans: 1 },
        ),
        {
          prices: createPriceBook(),
          maxPayloadLength: 0,
        },
      ),
      logs: { take: async () => new Set<never>() },
      arrivals,
    });
    await expect(startOtlpGrpc({ host: "127.0.0.1", port, ingest, authenticate })).rejects.toThrow(
      TakenPortError,
    );
  });
});
