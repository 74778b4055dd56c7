import type { Transform } from "node:stream";
import zlib from "node:zlib";
import type { HeldMemory } from "./ingest-memory.ts";
import { RefusedBodyError } from "./refused-body-error.ts";

type Unfolding = (body: Buffer) => Transform;

const OPTIONS = { chunkSize: 64 * 1024 };
const gunzip: Unfolding = () => zlib.createGunzip(OPTIONS);

const ENCODINGS: ReadonlyMap<string, Unfolding> = new Map([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["deflate", inflate],
  ["zstd", () => zlib.createZstdDecompress(OPTIONS)],
]);

/** HTTP's `deflate` is zlib's form; some senders leave its header out, and write what is called deflate elsewhere. */
function inflate(body: Buffer): Transform {
  const [first = 0, second = 0] = body;
  const hasHeader = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  return hasHeader ? zlib.createInflate(OPTIONS) : zlib.createInflateRaw(OPTIONS);
}

/** How much a body may unfold to, and where what it takes is held. */
export interface UnfoldLimits {
  readonly maxBytes: number;
  readonly held: HeldMemory;
}

/** How a body is decompressed: by its encoding, in lower case. Undefined for `identity`. */
export type UnfoldBody = (body: Buffer, limits: UnfoldLimits) => Promise<Buffer>;

/** @throws RefusedBodyError when the encoding is not known */
export function unfoldingOf(encoding: string): UnfoldBody | undefined {
  if (encoding === "identity" || encoding === "") return undefined;
  const unfolding = ENCODINGS.get(encoding);
  if (unfolding === undefined) {
    throw new RefusedBodyError(
      415,
      `The content-encoding "${encoding}" is not known: use gzip, deflate or zstd.`,
    );
  }
  return async (body, limits) => {
    const unfolded = await unfold(unfolding(body), body, limits);
    if (unfolded === undefined) throw new RefusedBodyError(400, `The body is not valid ${encoding}.`);
    return unfolded;
  };
}

/**
 * Undefined when the body is not what its encoding says.
 * @throws RefusedBodyError when it unfolds to too much; what `held` throws
 */
async function unfold(
  stream: Transform,
  body: Buffer,
  { maxBytes, held }: UnfoldLimits,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  let refusal: unknown;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes)
      throw new RefusedBodyError(413, `The body unfolds to more than ${maxBytes} bytes.`);
    held.grow(chunk.length);
    chunks.push(chunk);
  };
  stream.end(body);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      try {
        take(chunk);
      } catch (error) {
        refusal = error;
        break;
      }
    }
  } catch {
    return undefined;
  }
  if (refusal !== undefined) throw refusal;
  return Buffer.concat(chunks, length);
}
