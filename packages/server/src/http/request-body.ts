import { type HeldMemory, IngestMemory } from "../ingest/ingest-memory.ts";
import { RefusedBodyError } from "./refused-body-error.ts";
import { unfoldingOf } from "./unfold-body.ts";

/** Bounds of what senders send. */
export interface BodyLimits {
  /** Bytes of one body as sent. */
  readonly maxBytes: number;
  /** Bytes of one body once decompressed: a small body must not unfold into gigabytes. */
  readonly maxDecompressedBytes: number;
  /** What all bodies together may hold. */
  readonly memory: IngestMemory;
}

/** Wide enough for the batches of every known exporter; the defaults of the settings. */
export const DEFAULT_BODY_LIMITS: BodyLimits = {
  maxBytes: 32e6,
  maxDecompressedBytes: 128e6,
  memory: new IngestMemory(() => 512e6),
};

/**
 * Reads a request's body, decompresses it as its `content-encoding` says, and hands it on. What it takes is held until
 * `take` has settled.
 * @throws RefusedBodyError (as a rejection) when it is too big, broken, or in an encoding that is not known;
 * MemoryFullError; what `take` throws
 */
export async function takeBody<Result>(
  request: Request,
  { maxBytes, maxDecompressedBytes, memory }: BodyLimits,
  take: (body: Buffer) => Promise<Result>,
): Promise<Result> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const unfold = unfoldingOf(encoding);
  const held = memory.open();
  try {
    if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const body = request.body === null ? Buffer.alloc(0) : await gather(request.body, { maxBytes, held });
    if (unfold === undefined) return await take(body);
    const unfolded = await unfold(body, { maxBytes: maxDecompressedBytes, held });
    held.shrink(body.length);
    return await take(unfolded);
  } finally {
    held.release();
  }
}

/** Bytes that come in pieces, as one. @throws RefusedBodyError when they are too many; MemoryFullError */
export async function gather(
  pieces: AsyncIterable<Uint8Array>,
  { maxBytes, held }: { readonly maxBytes: number; readonly held: HeldMemory },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of pieces) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    held.grow(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(maxBytes: number): RefusedBodyError {
  return new RefusedBodyError(413, `The body is larger than ${maxBytes} bytes: send smaller batches.`);
}
