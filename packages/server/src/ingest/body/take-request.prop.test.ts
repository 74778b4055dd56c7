import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { IngestMemory } from "./ingest-memory.ts";
import { MemoryFullError } from "./memory-full-error.ts";
import { readBody } from "./read-body.ts";
import { RefusedBodyError } from "./refused-body-error.ts";
import { SenderShareError } from "./sender-share-error.ts";
import { takeRequest } from "./take-request.ts";

const MAX_MEMORY_BYTES = 20_000;
const LIMITS = { maxBytes: 8_000, maxDecompressedBytes: 12_000 };

class MadeUpError extends Error {}

/** A request that goes well, or wrong in one of the ways in which requests do. */
const requests = fc.record({
  sender: fc.constantFrom("a", "b", "c"),
  bodyBytes: fc.nat(14_000),
  pieceBytes: fc.integer({ min: 1, max: 3_000 }),
  isFolded: fc.boolean(),
  /** What its sender says, over what it sends. */
  declared: fc.constantFrom(undefined, 0, 0.5, 1, 2),
  readyBytes: fc.nat(20_000),
  mishap: fc.constantFrom("none", "none", "breaks off", "broken fold", "not decoded", "not stored"),
  /** Turns of the event loop between its pieces, and before it is stored. */
  turns: fc.nat(3),
});

type MadeUpRequest = typeof requests extends fc.Arbitrary<infer Made> ? Made : never;

async function turnsOf(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

function bodyOf({ bodyBytes, isFolded, mishap }: MadeUpRequest): Buffer {
  const body = Buffer.alloc(bodyBytes, 7);
  if (!isFolded) return body;
  return mishap === "broken fold" ? gzipSync(body).subarray(0, -9) : gzipSync(body);
}

/** Counts bytes that are being read, apart from what is said to be held. */
class Reading {
  /** The most by which more was read than held. */
  unheldBytes = 0;
  readonly #memory: IngestMemory;
  #bytes = 0;

  constructor(memory: IngestMemory) {
    this.#memory = memory;
  }

  took(bytes: number): void {
    this.#bytes += bytes;
    this.unheldBytes = Math.max(this.unheldBytes, this.#bytes - this.#memory.heldBytes);
  }

  letGo(bytes: number): void {
    this.#bytes -= bytes;
  }
}

async function* piecesOf(body: Buffer, { pieceBytes, mishap, turns }: MadeUpRequest, reading: Reading) {
  let taken = 0;
  try {
    for (let at = 0; at < body.length; at += pieceBytes) {
      await turnsOf(turns);
      const piece = body.subarray(at, at + pieceBytes);
      yield piece;
      // Whoever asks for more has the piece before.
      taken += piece.length;
      reading.took(piece.length);
      if (mishap === "breaks off") throw new MadeUpError("connection reset");
    }
  } finally {
    reading.letGo(taken);
  }
}

function take(request: MadeUpRequest, memory: IngestMemory, reading: Reading): Promise<string> {
  const { sender, isFolded, declared, readyBytes, mishap, turns } = request;
  const body = bodyOf(request);
  const declaredBytes = declared === undefined ? undefined : Math.floor(body.length * declared);
  const arriving = {
    pieces: piecesOf(body, request, reading),
    encoding: isFolded ? "gzip" : "identity",
    declaredBytes,
  };
  return takeRequest(memory.open(sender), {
    read: (held) => readBody(arriving, LIMITS, held),
    decode: () => {
      if (mishap === "not decoded") throw new MadeUpError("no such thing");
      const store = async () => {
        await turnsOf(turns);
        if (mishap === "not stored") throw new MadeUpError("engine");
        return "stored";
      };
      return { bytes: readyBytes, store };
    },
  });
}

it("gives back all that requests held, whatever becomes of them, and reads no byte that it does not hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 12 }), async (made) => {
      const memory = new IngestMemory(() => MAX_MEMORY_BYTES);
      const reading = new Reading(memory);
      const outcomes = await Promise.allSettled(made.map((request) => take(request, memory, reading)));
      for (const outcome of outcomes) {
        if (outcome.status === "fulfilled") expect(outcome.value).toBe("stored");
        else expect(isKnown(outcome.reason)).toBe(true);
      }
      expect(reading.unheldBytes).toBe(0);
      expect(memory.heldBytes).toBe(0);
      // Nothing is left with a sender either: each could have its whole share in two requests.
      for (const sender of ["a", "b"]) {
        memory.open(sender).grow(MAX_MEMORY_BYTES / 4);
        memory.open(sender).grow(MAX_MEMORY_BYTES / 4);
      }
    }),
    { numRuns: 200 },
  );
});

function isKnown(reason: unknown): boolean {
  return [RefusedBodyError, SenderShareError, MemoryFullError, MadeUpError].some(
    (known) => reason instanceof known,
  );
}
