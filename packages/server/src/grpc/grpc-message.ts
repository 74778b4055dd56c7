import { RefusedBodyError } from "../http/refused-body-error.ts";
import { type BodyLimits, gather } from "../http/request-body.ts";
import { unfoldingOf } from "../http/unfold-body.ts";
import type { HeldMemory } from "../ingest/ingest-memory.ts";

/** A byte that tells whether the message is compressed, and four of its length. */
const PREFIX_BYTES = 5;

/** How the messages of a call are read. */
export interface MessageRules {
  /** From `grpc-encoding`; says nothing of a message that is not marked as compressed. */
  readonly encoding: string;
  readonly limits: BodyLimits;
  readonly held: HeldMemory;
}

/**
 * The one message of a unary call, unfolded. Source: gRPC over HTTP/2, "Length-Prefixed-Message".
 * @throws RefusedBodyError (as a rejection) when it is too large, or no whole message; MemoryFullError
 */
export async function readMessage(
  pieces: AsyncIterable<Uint8Array>,
  { encoding, limits: { maxBytes, maxDecompressedBytes }, held }: MessageRules,
): Promise<Buffer> {
  const framed = await gather(pieces, { maxBytes: maxBytes + PREFIX_BYTES, held });
  const isWhole = framed.length >= PREFIX_BYTES && framed.readUInt32BE(1) === framed.length - PREFIX_BYTES;
  const isCompressed = framed[0] === 1;
  if (!isWhole || (framed[0] !== 0 && !isCompressed)) {
    throw new RefusedBodyError(400, "The call does not hold one whole message.");
  }
  const message = framed.subarray(PREFIX_BYTES);
  if (!isCompressed) return message;
  const unfold = unfoldingOf(encoding);
  if (unfold === undefined)
    throw new RefusedBodyError(400, "The message is compressed, and grpc-encoding does not say how.");
  const unfolded = await unfold(message, { maxBytes: maxDecompressedBytes, held });
  held.shrink(framed.length);
  return unfolded;
}

/** A message as it goes over the wire, not compressed. */
export function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
