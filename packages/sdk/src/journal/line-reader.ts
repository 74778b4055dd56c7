import type { JournalFileSystem } from "./file-system.ts";

/** Lines over this many bytes are neither written nor read. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

const CHUNK_BYTES = 128 * 1024;
const NEWLINE = 0x0a;

/** Which bytes of an open file to read, `end` excluded; `onOversized` hears of each line that was passed over. */
export interface ReadRange {
  readonly start: number;
  readonly end: number;
  onOversized(): void;
}

/**
 * Reads lines in chunks, so that memory stays bounded by one line whatever the file's size. Empty lines and lines over
 * 8 MiB are passed over; so is text after the last newline, unless it is complete JSON: it is a line being written.
 */
export function* readLines(files: JournalFileSystem, file: number, range: ReadRange): Generator<string> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const assembler = new LineAssembler(range.onOversized);
  for (let position = range.start; position < range.end; ) {
    const count = files.read(file, chunk.subarray(0, Math.min(CHUNK_BYTES, range.end - position)), position);
    if (count === 0) break;
    position += count;
    const filled = chunk.subarray(0, count);
    let from = 0;
    for (let end = filled.indexOf(NEWLINE); end !== -1; end = filled.indexOf(NEWLINE, from)) {
      const line = assembler.finish(filled.subarray(from, end));
      if (line !== "") yield line;
      from = end + 1;
    }
    assembler.keep(filled.subarray(from));
  }
  const unfinished = assembler.finish(Buffer.alloc(0));
  if (unfinished !== "" && isCompleteJson(unfinished)) yield unfinished;
}

/** Whether a text is a JSON object or array as a whole. A number does not count: a longer one may have been cut. */
export function isCompleteJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** Joins the parts of one line. Decodes whole lines only: a chunk's border may lie within a character. */
class LineAssembler {
  #parts: Buffer[] = [];
  #bytes = 0;
  readonly #onOversized: () => void;

  constructor(onOversized: () => void) {
    this.#onOversized = onOversized;
  }

  /** Keeps a copy of a line's part, or only its length once the line is too long to be wanted. */
  keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_LINE_BYTES) this.#parts = [];
    else if (part.length > 0) this.#parts.push(Buffer.from(part));
  }

  /** Ends the line with its last part; empty when it was too long. */
  finish(last: Buffer): string {
    const isOversized = this.#bytes + last.length > MAX_LINE_BYTES;
    const text = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#bytes = 0;
    if (isOversized) this.#onOversized();
    return isOversized ? "" : text.toString("utf8");
  }
}
