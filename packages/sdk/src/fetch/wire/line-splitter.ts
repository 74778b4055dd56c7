/** A line longer than this (UTF-16 units) is not kept: no event is; the rest of its stream is not read. */
const MAX_LINE = 32_000_000;

/**
 * Cuts a text that comes in pieces into lines, whichever of LF, CR LF and CR ends them. No piece is searched twice,
 * and no line is put together before it is whole.
 */
export class LineSplitter {
  /** Pieces of the line that is not whole yet. */
  #parts: string[] = [];
  #length = 0;
  /** True after a CR at the end of a piece: an LF that follows belongs to it. */
  #skipsLineFeed = false;

  /** The lines that this piece completes. @throws RangeError when a line grows beyond all measure. */
  push(piece: string): string[] {
    const text = piece.includes("\r") || this.#skipsLineFeed ? this.#withoutReturns(piece) : piece;
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    if (lines.length > 0 && this.#length > 0) lines[0] = this.#taken() + (lines[0] ?? "");
    if (rest !== "") this.#keep(rest);
    return lines;
  }

  /** What is left when the text is over: a line without an end, or "". */
  rest(): string {
    return this.#taken();
  }

  #keep(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > MAX_LINE) throw new RangeError(`a line of more than ${MAX_LINE} characters`);
  }

  #taken(): string {
    const line = this.#parts.length === 1 ? (this.#parts[0] ?? "") : this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    return line;
  }

  #withoutReturns(piece: string): string {
    const text = this.#skipsLineFeed && piece.startsWith("\n") ? piece.slice(1) : piece;
    if (piece !== "") this.#skipsLineFeed = piece.endsWith("\r");
    return text.replace(/\r\n?/g, "\n");
  }
}
