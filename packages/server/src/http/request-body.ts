import { promisify } from "node:util";
import zlib from "node:zlib";
import { RefusedBodyError } from "./refused-body-error.ts";

/** Bounds of a request's body. */
export interface BodyLimits {
  /** Bytes as sent. */
  readonly maxBytes: number;
  /** Bytes once decompressed: a small body must not unfold into gigabytes. */
  readonly maxDecompressedBytes: number;
}

/** Wide enough for the batches of every known exporter. */
export const DEFAULT_BODY_LIMITS: BodyLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDecompressedBytes: 128 * 1024 * 1024,
};

type Decompress = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzip: Decompress = promisify(zlib.gunzip);
const inflate: Decompress = promisify(zlib.inflate);
const zstdDecompress: Decompress = promisify(zlib.zstdDecompress);

const ENCODINGS: ReadonlyMap<string, Decompress> = new Map([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["deflate", inflate],
  ["zstd", zstdDecompress],
]);

/**
 * Reads a request's body and decompresses it as its `content-encoding` says.
 * @throws RefusedBodyError when it is too big, broken, or in an encoding that is not known.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Buffer> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const decompress = ENCODINGS.get(encoding);
  if (decompress === undefined && encoding !== "identity") {
    throw new RefusedBodyError(
      415,
      `The content-encoding "${encoding}" is not known: use gzip, deflate or zstd.`,
    );
  }
  const body = await readBytes(request, limits.maxBytes);
  if (decompress === undefined) return body;
  try {
    return await decompress(body, { maxOutputLength: limits.maxDecompressedBytes });
  } catch (error) {
    const isTooBig = error instanceof RangeError;
    throw isTooBig
      ? new RefusedBodyError(413, `The body unfolds to more than ${limits.maxDecompressedBytes} bytes.`)
      : new RefusedBodyError(400, `The body is not valid ${encoding}.`);
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooBig = new RefusedBodyError(
    413,
    `The body is larger than ${maxBytes} bytes: send smaller batches.`,
  );
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooBig;
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooBig;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
