import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { IngestMemory } from "../ingest/ingest-memory.ts";
import { MemoryFullError } from "../ingest/memory-full-error.ts";
import { type BodyLimits, takeBody } from "./request-body.ts";

const TEXT = "a line of a body\n".repeat(1_000);

function limitsOf(maxMemoryBytes: number): BodyLimits {
  return {
    maxBytes: 20_000,
    maxDecompressedBytes: 200_000,
    memory: new IngestMemory(() => maxMemoryBytes),
  };
}

function requestOf(body: Uint8Array, encoding?: string): Request {
  const headers = encoding === undefined ? {} : { "content-encoding": encoding };
  return new Request("http://localhost/v1/traces", { method: "POST", body: new Uint8Array(body), headers });
}

type Encoding = [encoding: string, compress: (body: string) => Buffer, form?: string];

const asText = async (body: Buffer) => body.toString();

describe("takeBody", () => {
  it.each<Encoding>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync, "without zlib's header"],
    ["zstd", zstdCompressSync],
  ])("unfolds %s", async (encoding, compress) => {
    const limits = limitsOf(1e6);
    expect(await takeBody(requestOf(compress(TEXT), encoding), limits, asText)).toBe(TEXT);
    expect(limits.memory.heldBytes).toBe(0);
  });

  it.each<Encoding>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync, "without zlib's header"],
    ["zstd", zstdCompressSync],
  ])("refuses %s that breaks off", async (encoding, compress) => {
    const limits = limitsOf(1e6);
    const broken = compress(TEXT).subarray(0, -6);
    await expect(takeBody(requestOf(broken, encoding), limits, asText)).rejects.toMatchObject({
      status: 400,
    });
    expect(limits.memory.heldBytes).toBe(0);
  });

  it("refuses what is too large, as sent and unfolded", async () => {
    const limits = limitsOf(1e6);
    const large = Buffer.alloc(20_001);
    await expect(takeBody(requestOf(large), limits, asText)).rejects.toMatchObject({ status: 413 });
    const folded = gzipSync(Buffer.alloc(200_001));
    await expect(takeBody(requestOf(folded, "gzip"), limits, asText)).rejects.toMatchObject({ status: 413 });
    expect(limits.memory.heldBytes).toBe(0);
  });

  it("holds what a body unfolds to until it is stored, and turns away what all together cannot hold", async () => {
    const limits = limitsOf(250_000);
    const body = gzipSync(Buffer.alloc(100_000));
    const stored = Promise.withResolvers<string>();
    const waiting = [1, 2].map(() => takeBody(requestOf(body, "gzip"), limits, () => stored.promise));
    await expect.poll(() => limits.memory.heldBytes).toBe(200_000);
    await expect(takeBody(requestOf(body, "gzip"), limits, asText)).rejects.toThrow(MemoryFullError);
    expect(limits.memory.heldBytes).toBe(200_000);
    stored.resolve("stored");
    expect(await Promise.all(waiting)).toEqual(["stored", "stored"]);
    expect(limits.memory.heldBytes).toBe(0);
    expect(await takeBody(requestOf(body, "gzip"), limits, asText)).toHaveLength(100_000);
  });

  it("takes what fits of many at once, and never holds more than it may", async () => {
    const limits = limitsOf(500_000);
    let most = 0;
    const body = gzipSync(Buffer.alloc(190_000));
    const all = Array.from({ length: 40 }, () =>
      takeBody(requestOf(body, "gzip"), limits, async () => {
        most = Math.max(most, limits.memory.heldBytes);
      }),
    );
    const outcomes = await Promise.allSettled(all);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeLessThan(40);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(MemoryFullError);
    expect(most).toBeLessThanOrEqual(500_000);
    expect(limits.memory.heldBytes).toBe(0);
  });
});
