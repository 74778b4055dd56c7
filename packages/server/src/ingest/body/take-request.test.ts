import { expect, it } from "vitest";
import { giveBackMemory } from "../../storage/give-back-memory.ts";
import { IngestMemory } from "./ingest-memory.ts";
import { readBody } from "./read-body.ts";
import { takeRequest } from "./take-request.ts";

it("lets go of a body once it is decoded, as it says of the memory that it held for it", async () => {
  const memory = new IngestMemory(() => 1e6);
  const stored = Promise.withResolvers<string>();
  let body: WeakRef<ArrayBufferLike> | undefined;
  const taken = takeRequest(memory.open("a"), {
    read: async (held) => {
      const pieces = new Blob([new Uint8Array(100_000)]).stream();
      const read = await readBody({ pieces, encoding: "identity" }, LIMITS, held);
      body = new WeakRef(read.buffer);
      expect(memory.heldBytes).toBe(100_000);
      return read;
    },
    decode: (read) => {
      const { length } = read;
      return { bytes: 300, store: async () => `${await stored.promise} ${length}` };
    },
  });
  await expect.poll(() => memory.heldBytes).toBe(300);
  await expect
    .poll(() => {
      giveBackMemory();
      return body?.deref();
    })
    .toBeUndefined();
  stored.resolve("stored");
  expect(await taken).toBe("stored 100000");
  expect(memory.heldBytes).toBe(0);
});

const LIMITS = { maxBytes: 1e6, maxDecompressedBytes: 1e6 };
