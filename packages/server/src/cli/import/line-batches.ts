import type { Readable } from "node:stream";

/** Lines that go into one request. */
export interface LineBatch {
  readonly text: string;
  readonly lines: number;
}

/** A batch is sent when it holds as much as this, so that a request stays well below what a server takes. */
const BATCH_LENGTH = 2_000_000;

/** A line that is longer is no record of ours; it is passed over and counted. */
const MAX_LINE_LENGTH = 8_000_000;

/** What was read besides the batches. */
export interface LineCounts {
  tooLong: number;
}

/** The lines of a stream in batches, split wherever its pieces are; a last line without a break counts. */
export async function* lineBatches(input: Readable, counts: LineCounts): AsyncGenerator<LineBatch> {
  const lines: string[] = [];
  let length = 0;
  for await (const line of linesOf(input, counts)) {
    lines.push(line);
    length += line.length + 1;
    if (length < BATCH_LENGTH) continue;
    yield { text: lines.join("\n"), lines: lines.length };
    lines.length = 0;
    length = 0;
  }
  if (lines.length > 0) yield { text: lines.join("\n"), lines: lines.length };
}

async function* linesOf(input: Readable, counts: LineCounts): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const splitter = new LineSplitter(counts);
  for await (const chunk of input) yield* splitter.take(decoder.decode(chunk, { stream: true }));
  yield* splitter.take("\n");
}

class LineSplitter {
  readonly #counts: LineCounts;
  #rest = "";
  #isTooLong = false;

  constructor(counts: LineCounts) {
    this.#counts = counts;
  }

  /** The lines that end in this piece. */
  take(piece: string): readonly string[] {
    const pieces = (this.#rest + piece).split("\n");
    this.#rest = pieces.pop() ?? "";
    const ended = this.#isTooLong ? pieces.slice(1) : pieces;
    if (pieces.length > 0) this.#isTooLong = false;
    if (this.#rest.length > MAX_LINE_LENGTH) this.#passOver();
    return ended.filter((line) => line.trim() !== "");
  }

  #passOver(): void {
    if (!this.#isTooLong) this.#counts.tooLong += 1;
    this.#isTooLong = true;
    this.#rest = "";
  }
}
