import type { BodyLimits } from "../ingest/body/body-limits.ts";
import type { HeldMemory } from "../ingest/body/ingest-memory.ts";
import { readBody } from "../ingest/body/read-body.ts";
import { RefusedBodyError } from "../ingest/body/refused-body-error.ts";

/** A byte that tells whether the message is compressed, and four of its length. */
const PREFIX_BYTES = 5;

/** How the messages of a call are read. */
export interface MessageRules {
  /** From `grpc-encoding`; says nothing of a message that is not marked as compressed. */
  readonly encoding: string;
  readonly limits: Omit<BodyLimits, "memory">;
  readonly held: HeldMemory;
}

/**
 * The one message of a unary call, unfolded. Source: gRPC over HTTP/2, "Length-Prefixed-Message".
 * @throws RefusedBodyError (as a rejection) when it is too large, or no whole message; what `held` throws
 */
export async function readMessage(
  pieces: AsyncIterable<Uint8Array>,
  { encoding, limits, held }: MessageRules,
): Promise<Buffer> {
  const { prefix, rest } = await prefixOf(pieces);
  const isCompressed = prefix[0] === 1;
  if (prefix.length < PREFIX_BYTES || (prefix[0] !== 0 && !isCompressed)) throw notWhole();
  if (isCompressed && encoding === "identity") {
    throw new RefusedBodyError(400, "The message is compressed, and grpc-encoding does not say how.");
  }
  const declaredBytes = prefix.readUInt32BE(1);
  const body = { pieces: whole(rest, declaredBytes), encoding: isCompressed ? encoding : "", declaredBytes };
  return readBody(body, limits, held);
}

/** The first bytes of a call, and what comes after them. */
async function prefixOf(pieces: AsyncIterable<Uint8Array>) {
  const iterator = pieces[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  while (begun.length < PREFIX_BYTES) {
    const { done, value } = await iterator.next().catch(() => ENDED);
    if (done === true) break;
    begun = Buffer.concat([begun, value]);
  }
  return {
    prefix: begun.subarray(0, PREFIX_BYTES),
    rest: startingWith(begun.subarray(PREFIX_BYTES), iterator),
  };
}

const ENDED = { done: true, value: undefined } as const;

async function* startingWith(first: Uint8Array, iterator: AsyncIterator<Uint8Array>) {
  if (first.length > 0) yield first;
  yield* { [Symbol.asyncIterator]: () => iterator };
}

/** Exactly as many bytes as the prefix says. @throws RefusedBodyError when there are fewer, or more */
async function* whole(pieces: AsyncIterable<Uint8Array>, declaredBytes: number) {
  let missing = declaredBytes;
  for await (const piece of pieces) {
    missing -= piece.byteLength;
    if (missing < 0) throw notWhole();
    yield piece;
  }
  if (missing > 0) throw notWhole();
}

function notWhole(): RefusedBodyError {
  return new RefusedBodyError(400, "The call does not hold one whole message.");
}

/** A message as it goes over the wire, not compressed. */
export function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
