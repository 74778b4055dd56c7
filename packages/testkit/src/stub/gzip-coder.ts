import { constants, crc32, deflateRawSync } from "node:zlib";

/** RFC 1952: magic, deflate, no flags, no time, no hints, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty final block. */
const FINAL_BLOCK = Buffer.from([0x03, 0x00]);

/** Codes a body piece by piece; what is joined of all the results is one gzip file. */
export interface GzipCoder {
  /** The bytes of one piece, flushed: a reader can decode them as soon as they are there. */
  code(piece: Buffer): Buffer;
  /** The bytes that end the file. */
  end(): Buffer;
}

/** Makes a coder for one body. */
export function createGzipCoder(): GzipCoder {
  let checksum = 0;
  let size = 0;
  let isStarted = false;
  const start = (): Buffer => {
    if (isStarted) return Buffer.alloc(0);
    isStarted = true;
    return HEADER;
  };
  return {
    code(piece) {
      checksum = crc32(piece, checksum);
      size += piece.length;
      return Buffer.concat([start(), deflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH })]);
    },
    end() {
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(size % 2 ** 32, 4);
      return Buffer.concat([start(), FINAL_BLOCK, trailer]);
    },
  };
}
