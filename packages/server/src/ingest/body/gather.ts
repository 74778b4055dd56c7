import type { HeldMemory } from "./ingest-memory.ts";
import { RefusedBodyError } from "./refused-body-error.ts";

/** How much may be gathered, and where it is held. */
export interface GatherRules {
  readonly maxBytes: number;
  /** How much the sender says will come. It is held before the first byte, so that what was begun can be ended. */
  readonly declaredBytes?: number | undefined;
  readonly held: HeldMemory;
}

/**
 * Bytes that come in pieces, as one.
 * @throws RefusedBodyError (as a rejection) when they are too many, or break off; what `held` throws
 */
export async function gather(
  pieces: AsyncIterable<Uint8Array>,
  { maxBytes, declaredBytes = 0, held }: GatherRules,
): Promise<Buffer> {
  if (declaredBytes > maxBytes) throw tooLarge(maxBytes);
  held.grow(declaredBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unbroken(pieces)) {
    const heldBytes = Math.max(declaredBytes, length);
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    held.grow(Math.max(0, length - heldBytes));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Whatever ends a sender's bytes before their end is the sender's doing, or its connection's. */
async function* unbroken(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof RefusedBodyError
      ? error
      : new RefusedBodyError(400, "The body broke off before its end.");
  }
}

function tooLarge(maxBytes: number): RefusedBodyError {
  return new RefusedBodyError(413, `The body is larger than ${maxBytes} bytes: send smaller batches.`);
}
