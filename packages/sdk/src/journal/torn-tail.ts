import { writeAll } from "./file-access.ts";
import type { JournalFileSystem } from "./file-system.ts";
import { isCompleteJson, MAX_LINE_BYTES } from "./line-reader.ts";

/** A broken disk could tear a line at every start: the sidecar of torn lines keeps this much, then no more. */
const MAX_SIDECAR_BYTES = 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Where the torn lines of an active file are kept. */
export function tornPath(activeFile: string): string {
  return `${activeFile}.torn`;
}

/** The active file to mend, open for appending and reading. */
export interface TornFile {
  readonly path: string;
  readonly file: number;
  readonly size: number;
}

/** What was done: nothing, a whole line got its newline, or `bytes` of a torn line were moved to `<path>.torn`. */
export type TailRepair = { readonly type: "none" | "completed" | "cut"; readonly bytes: number };

/**
 * Mends a file that does not end in a newline, which a process killed (or a machine switched off) in the middle of a
 * write leaves behind. Throws when the disk refuses.
 */
export function repairTornTail(files: JournalFileSystem, torn: TornFile): TailRepair {
  if (torn.size === 0 || lastByte(files, torn) === NEWLINE) return { type: "none", bytes: 0 };
  const start = lineStart(files, torn);
  const tailBytes = torn.size - start;
  const tail = Buffer.alloc(Math.min(tailBytes, MAX_LINE_BYTES));
  const count = readFully(files, torn.file, { into: tail, position: start });
  if (count === tailBytes && isCompleteJson(tail.toString("utf8", 0, count))) {
    writeAll(files, torn.file, Buffer.of(NEWLINE));
    return { type: "completed", bytes: 0 };
  }
  keepAside(files, tornPath(torn.path), tail.subarray(0, count));
  files.truncate(torn.file, start);
  return { type: "cut", bytes: tailBytes };
}

function lastByte(files: JournalFileSystem, torn: TornFile): number | undefined {
  const byte = Buffer.alloc(1);
  files.read(torn.file, byte, torn.size - 1);
  return byte[0];
}

/** Where the last, unfinished line begins: after the last newline, found by blocks from the end. */
function lineStart(files: JournalFileSystem, torn: TornFile): number {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let end = torn.size; end > 0; ) {
    const position = Math.max(0, end - BLOCK_BYTES);
    const count = readFully(files, torn.file, { into: block.subarray(0, end - position), position });
    const newline = block.subarray(0, count).lastIndexOf(NEWLINE);
    if (newline !== -1) return position + newline + 1;
    end = position;
  }
  return 0;
}

function readFully(
  files: JournalFileSystem,
  file: number,
  want: { readonly into: Uint8Array; readonly position: number },
): number {
  let filled = 0;
  while (filled < want.into.length) {
    const count = files.read(file, want.into.subarray(filled), want.position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** The torn bytes are of use to a person at most; a sidecar that cannot be written must not keep the tail unmended. */
function keepAside(files: JournalFileSystem, path: string, bytes: Uint8Array): void {
  try {
    const file = files.open(path, "a+");
    try {
      const room = MAX_SIDECAR_BYTES - files.info(file).size - 1;
      if (room <= 0) return;
      writeAll(files, file, bytes.subarray(0, room));
      writeAll(files, file, Buffer.of(NEWLINE));
    } finally {
      files.close(file);
    }
  } catch {
    // Unwritable sidecar: the count of bytes and the warning remain.
  }
}
