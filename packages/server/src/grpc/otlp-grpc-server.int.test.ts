import { status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lengthField } from "../ingest/otlp/export-response.ts";
import { TakenPortError } from "../serve/taken-port-error.ts";
import { type GrpcAnswer, GrpcBed, MAX_MESSAGE_BYTES, spanRequest, TRACES } from "../testing/grpc-bed.ts";
import { startOtlpGrpc } from "./otlp-grpc-server.ts";

const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/** `RetryInfo` of a second, among the details of a refusal. */
const RETRY_IN_A_SECOND = "google.rpc.RetryInfo\x12\x04\n\x02\x08\x01";

/** The details of a refusal, in which every byte can be looked for. */
function detailsOf({ error }: GrpcAnswer): string {
  const [details] = error?.metadata.get("grpc-status-details-bin") ?? [];
  return Buffer.isBuffer(details) ? details.toString("latin1") : "none";
}

describe("OTLP over gRPC", () => {
  let bed: GrpcBed;
  beforeEach(async () => {
    bed = await GrpcBed.open();
  });
  afterEach(() => bed.close());

  it("answers when the spans are stored, in the project of the key", async () => {
    const answer = await bed.send(TRACES, Buffer.concat([spanRequest(1), spanRequest(2)]));
    expect(answer).toEqual({ code: status.OK, body: Buffer.alloc(0) });
    expect(bed.committed.map(({ record }) => [record.project, record.name])).toEqual([
      ["shop", "chat"],
      ["shop", "chat"],
    ]);
  });

  it("tells by a partial success what it did not take", async () => {
    const { code, body } = await bed.send(TRACES, Buffer.concat([spanRequest(1), spanRequest(0)]));
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
      const answer = await bed.send(path, lengthField(1, lengthField(2, lengthField(2, item))));
      expect(answer.code).toBe(status.OK);
    }
    expect(bed.arrivals.list("shop")).toMatchObject([
      { signal: "metrics", name: "gen_ai.client.inference.duration", count: 2 },
      { signal: "logs", name: "gen_ai.choice", count: 1 },
    ]);
    expect(bed.arrivals.list("other")).toEqual([]);
  });

  it.each([
    ["no key", {}, status.UNAUTHENTICATED],
    ["an unknown bearer", { authorization: "Bearer nobody" }, status.UNAUTHENTICATED],
    ["a key that may not send", { "x-api-key": "reader" }, status.PERMISSION_DENIED],
    ["an address with too many wrong keys", { "x-api-key": "guess" }, status.RESOURCE_EXHAUSTED],
    ["the key as a bearer", { authorization: "Bearer key-of-shop" }, status.OK],
  ])("judges %s", async (_, headers, code) => {
    expect((await bed.send(TRACES, spanRequest(1), headers)).code).toBe(code);
    expect(bed.committed).toHaveLength(code === status.OK ? 1 : 0);
  });

  it("refuses bytes that are no request, without asking to send them again", async () => {
    const answer = await bed.send(TRACES, Buffer.from("zzzz"));
    expect(answer.code).toBe(status.INVALID_ARGUMENT);
    // The code is there, so that these are details in which something could be found.
    expect(detailsOf(answer).startsWith("\x08\x03\x12")).toBe(true);
    expect(detailsOf(answer)).not.toContain("RetryInfo");
  });

  it("refuses a message that is too large, as sent or as it unfolds", async () => {
    const large = await bed.send(TRACES, Buffer.alloc(MAX_MESSAGE_BYTES + 1));
    expect(large.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(detailsOf(large)).not.toContain("RetryInfo");
    bed.connect({ "grpc.default_compression_algorithm": 2 });
    expect((await bed.send(TRACES, Buffer.alloc(1_000_000))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await bed.send(TRACES, spanRequest(1))).code).toBe(status.OK);
    expect(bed.committed).toHaveLength(1);
    expect(bed.memory.heldBytes).toBe(0);
  });

  it("holds what it took until its spans are stored, and asks for more later when all hold too much", async () => {
    const stored = Promise.withResolvers<void>();
    bed.gate = stored.promise;
    const first = bed.send(TRACES, spanRequest(1));
    await expect.poll(() => bed.memory.heldBytes).toBeGreaterThan(50);
    const other = bed.memory.open("another sender");
    other.grow(bed.maxMemoryBytes - bed.memory.heldBytes - 10);
    const refused = await bed.send(TRACES, spanRequest(2));
    expect(refused.code).toBe(status.UNAVAILABLE);
    expect(detailsOf(refused)).toContain(RETRY_IN_A_SECOND);
    other.release();
    stored.resolve();
    expect((await first).code).toBe(status.OK);
    expect(bed.memory.heldBytes).toBe(0);
    expect((await bed.send(TRACES, spanRequest(2))).code).toBe(status.OK);
  });

  it("asks a sender for more later when its own calls hold its share", async () => {
    const stored = Promise.withResolvers<void>();
    bed.gate = stored.promise;
    const first = bed.send(TRACES, spanRequest(1));
    await expect.poll(() => bed.memory.heldBytes).toBeGreaterThan(50);
    bed.maxMemoryBytes = 2 * bed.memory.heldBytes;
    const refused = await bed.send(TRACES, spanRequest(2));
    expect(refused.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(detailsOf(refused)).toContain(RETRY_IN_A_SECOND);
    stored.resolve();
    expect((await first).code).toBe(status.OK);
    expect((await bed.send(TRACES, spanRequest(2))).code).toBe(status.OK);
  });

  it("refuses a method that is not there, and tells who watches of every call", async () => {
    const unknown = await bed.send("/opentelemetry.Nothing/Export", spanRequest(1));
    expect(unknown.code).toBe(status.UNIMPLEMENTED);
    await bed.send(TRACES, Buffer.from("zzzz"));
    await bed.send(TRACES, spanRequest(1));
    await expect
      .poll(() => bed.answered)
      .toEqual([
        ["none", 404],
        [TRACES, 400],
        [TRACES, 200],
      ]);
  });

  it("asks a sender to come again when too much waits, and takes nothing of it then", async () => {
    const stored = Promise.withResolvers<void>();
    bed.gate = stored.promise;
    const waiting = [1, 2, 3].map((id) => bed.send(TRACES, spanRequest(id)));
    const refused = await Promise.race(waiting);
    expect(refused.code).toBe(status.UNAVAILABLE);
    expect(detailsOf(refused)).toContain(RETRY_IN_A_SECOND);
    stored.resolve();
    await Promise.all(waiting);
    expect(bed.committed).toHaveLength(2);
    expect((await bed.send(TRACES, spanRequest(3))).code).toBe(status.OK);
    expect(bed.committed).toHaveLength(3);
  });

  it("answers what is under way before it ends", async () => {
    const stored = Promise.withResolvers<void>();
    bed.gate = stored.promise;
    const first = bed.send(TRACES, spanRequest(1));
    expect((await bed.send(LOGS, Buffer.alloc(0))).code).toBe(status.OK);
    const ended = bed.stop();
    stored.resolve();
    expect((await first).code).toBe(status.OK);
    await ended;
    expect(bed.committed).toHaveLength(1);
  });

  it("says so when the port is taken", async () => {
    const port = Number(new URL(bed.url).port);
    await expect(startOtlpGrpc({ ...bed.parts, port })).rejects.toThrow(TakenPortError);
  });

  it("tells the log of an error while storing that nobody expected, but not what it says", async () => {
    bed.onCommit = () => {
      throw new TypeError("cannot store my secret prompt");
    };
    const refused = await bed.send(TRACES, spanRequest(1));
    expect(refused.code).toBe(status.UNAVAILABLE);
    expect(detailsOf(refused)).toContain("google.rpc.RetryInfo");
    expect(bed.logged).toEqual([expect.stringMatching(/"error":"TypeError".*grpc-server\.int\.test\.ts/)]);
    expect(String(bed.logged)).not.toContain("prompt");
    expect(detailsOf(refused)).not.toContain("prompt");
  });
});

it("answers a call at which the server itself stumbles, and tells the log where", async () => {
  const observe = () => {
    throw new RangeError("not with this key");
  };
  const bed = await GrpcBed.open({ observe });
  const refused = await bed.send(TRACES, spanRequest(1));
  expect(refused.code).toBe(status.INTERNAL);
  expect(refused.error?.details).toMatch(/Its log says where/);
  expect(bed.logged).toEqual([expect.stringMatching(/"error":"RangeError".*call over gRPC failed/)]);
  expect(String(bed.logged)).not.toContain("with this key");
  await bed.close();
});
