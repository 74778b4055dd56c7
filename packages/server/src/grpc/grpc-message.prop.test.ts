import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";
import { framed, readMessage } from "./grpc-message.ts";

const LIMITS = { maxBytes: 2_000, maxDecompressedBytes: 4_000 };

async function* inPieces(bytes: Buffer, lengths: readonly number[]) {
  let at = 0;
  for (const length of lengths) {
    if (at < bytes.length) yield bytes.subarray(at, at + length);
    at += length;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

function read(bytes: Buffer, lengths: readonly number[], encoding = "gzip") {
  const memory = new IngestMemory(() => 1e6);
  const held = memory.open("a");
  return { memory, message: readMessage(inPieces(bytes, lengths), { encoding, limits: LIMITS, held }) };
}

const messages = fc.uint8Array({ maxLength: 1_500 }).map((bytes) => Buffer.from(bytes));
/** Single bytes at first, so that the prefix comes in pieces too. */
const splits = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 6 }))
  .map((parts) => parts.flat());

it("reads a message in whatever pieces it comes, and holds as much as it is", async () => {
  await fc.assert(
    fc.asyncProperty(messages, splits, fc.boolean(), async (message, lengths, isFolded) => {
      const sent = framed(isFolded ? gzipSync(message) : message);
      if (isFolded) sent[0] = 1;
      const { message: got, memory } = read(sent, lengths);
      expect((await got).equals(message)).toBe(true);
      expect(memory.heldBytes).toBe(message.length);
    }),
  );
});

it("refuses what is less than a message, or more, or begins like none", async () => {
  await fc.assert(
    fc.asyncProperty(messages, splits, fc.nat(), fc.nat(2), async (message, lengths, where, how) => {
      const whole = framed(message);
      const wrong = [
        whole.subarray(0, where % whole.length),
        Buffer.concat([whole, Buffer.alloc(1 + (where % 400))]),
        Buffer.concat([Buffer.from([2 + (where % 254)]), whole.subarray(1)]),
      ];
      const { message: got } = read(wrong[how] ?? whole, lengths);
      await expect(got).rejects.toMatchObject({ status: 400 });
    }),
  );
});

it("refuses a message that is compressed in no way that was told, or in an unknown one", async () => {
  const sent = framed(gzipSync("text"));
  sent[0] = 1;
  await expect(read(sent, [], "identity").message).rejects.toMatchObject({ status: 400 });
  await expect(read(sent, [], "br").message).rejects.toMatchObject({ status: 415 });
});

it("refuses by its prefix a message that is too large, and waits for none of it", async () => {
  const sent = framed(Buffer.alloc(2_001)).subarray(0, 5);
  const { message, memory } = read(sent, [1, 1, 1, 1, 1]);
  await expect(message).rejects.toMatchObject({ status: 413 });
  expect(memory.heldBytes).toBe(0);
});
