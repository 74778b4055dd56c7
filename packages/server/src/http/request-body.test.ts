import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";
import { MemoryFullError } from "../ingest/body/memory-full-error.ts";
import type { ReadyRequest } from "../ingest/body/take-request.ts";
import { takeBody } from "./request-body.ts";

const TEXT = "a line of a body\n".repeat(1_000);

function limitsOf(maxMemoryBytes: number): BodyLimits {
  return {
    maxBytes: 20_000,
    maxDecompressedBytes: 200_000,
    memory: new IngestMemory(() => maxMemoryBytes),
  };
}

let senders = 0;
/** A request of a sender of its own. */
function sent(
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Readonly<Record<string, string>> = {},
) {
  senders += 1;
  const request = new Request("http://localhost/v1/traces", {
    ...{ method: "POST", body, headers },
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
  return { request, sender: `sender ${senders}` };
}

const folded = (body: Uint8Array, encoding: string) =>
  sent(new Uint8Array(body), { "content-encoding": encoding });

type Encoding = [encoding: string, compress: (body: string) => Buffer, form?: string];

const asText = (body: Buffer): ReadyRequest<string> => {
  const text = body.toString();
  return { bytes: text.length, store: async () => text };
};

describe("takeBody", () => {
  it.each<Encoding>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync, "without zlib's header"],
    ["zstd", zstdCompressSync],
  ])("unfolds %s", async (encoding, compress) => {
    const limits = limitsOf(1e6);
    expect(await takeBody(folded(compress(TEXT), encoding), limits, asText)).toBe(TEXT);
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
    await expect(takeBody(folded(broken, encoding), limits, asText)).rejects.toMatchObject({ status: 400 });
    expect(limits.memory.heldBytes).toBe(0);
  });

  it("refuses what is too large, as sent and unfolded", async () => {
    const limits = limitsOf(1e6);
    const large = new Uint8Array(20_001);
    await expect(takeBody(sent(large), limits, asText)).rejects.toMatchObject({ status: 413 });
    const bomb = gzipSync(Buffer.alloc(200_001));
    await expect(takeBody(folded(bomb, "gzip"), limits, asText)).rejects.toMatchObject({ status: 413 });
    expect(limits.memory.heldBytes).toBe(0);
  });

  it("refuses by its length what is too large, before a byte of it is read", async () => {
    const body = new ReadableStream({ type: "bytes" });
    const asked = sent(body, { "content-length": "20001" });
    await expect(takeBody(asked, limitsOf(1e6), asText)).rejects.toMatchObject({ status: 413 });
  });

  it("holds all that a sender says will come, and gives it back when the sender goes", async () => {
    const limits = limitsOf(1e6);
    let controller: ReadableStreamDefaultController | undefined;
    const body = new ReadableStream({
      start: (given) => {
        controller = given;
        given.enqueue(new Uint8Array(10));
      },
    });
    const taken = takeBody(sent(body, { "content-length": "15000" }), limits, asText);
    const refused = expect(taken).rejects.toMatchObject({ status: 400, message: /broke off/ });
    await expect.poll(() => limits.memory.heldBytes).toBe(15_000);
    controller?.error(new Error("ECONNRESET"));
    await refused;
    expect(limits.memory.heldBytes).toBe(0);
  });

  it("holds what is decoded in the body's stead until it is stored", async () => {
    const limits = limitsOf(250_000);
    const body = gzipSync(Buffer.alloc(100_000));
    const stored = Promise.withResolvers<string>();
    const decode = () => ({ bytes: 110_000, store: () => stored.promise });
    const waiting = [1, 2].map(() => takeBody(folded(body, "gzip"), limits, decode));
    await expect.poll(() => limits.memory.heldBytes).toBe(220_000);
    await expect(takeBody(folded(body, "gzip"), limits, asText)).rejects.toThrow(MemoryFullError);
    expect(limits.memory.heldBytes).toBe(220_000);
    stored.resolve("stored");
    expect(await Promise.all(waiting)).toEqual(["stored", "stored"]);
    expect(limits.memory.heldBytes).toBe(0);
    expect(await takeBody(folded(body, "gzip"), limits, asText)).toHaveLength(100_000);
  });

  it("takes what fits of many at once, and has never more of them in hand than it may", async () => {
    const limits = limitsOf(500_000);
    const body = gzipSync(Buffer.alloc(190_000));
    const stored = Promise.withResolvers<void>();
    let inHand = 0;
    let most = 0;
    // Counted by what is there, whatever the memory says that it holds.
    const decode = ({ length }: Buffer): ReadyRequest<void> => {
      inHand += length;
      most = Math.max(most, inHand);
      const store = async () => {
        await stored.promise;
        inHand -= length;
      };
      return { bytes: length, store };
    };
    const all = Array.from({ length: 40 }, () => takeBody(folded(body, "gzip"), limits, decode));
    // Those that were refused are through; the others wait, so that all that fit are in hand at once.
    const refusals: unknown[] = [];
    for (const one of all) one.catch((error: unknown) => refusals.push(error));
    await expect.poll(() => refusals.length + inHand / 190_000).toBe(40);
    expect([most, limits.memory.heldBytes]).toEqual([380_000, 380_000]);
    expect(refusals).toHaveLength(38);
    for (const error of refusals) expect(error).toBeInstanceOf(MemoryFullError);
    stored.resolve();
    await Promise.allSettled(all);
    expect([inHand, limits.memory.heldBytes]).toEqual([0, 0]);
  });
});
