/** Bounds of the memory that waits for a disk. */
export interface RetryQueueLimits {
  readonly maxLines: number;
  readonly maxBytes: number;
}

/** First in, first out; bounded in lines and bytes. Invariant: `bytes` is the sum of its lines with their newlines. */
export class RetryQueue {
  readonly #limits: RetryQueueLimits;
  #lines: string[] = [];
  // Index of the first line: shift() on an array of 10,000 would move them all, for each line.
  #head = 0;
  #bytes = 0;

  constructor(limits: RetryQueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#lines.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a line at the end; false, and nothing added, when it would pass a bound. */
  push(line: string): boolean {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.length >= this.#limits.maxLines || this.#bytes + bytes > this.#limits.maxBytes) return false;
    this.#lines.push(line);
    this.#bytes += bytes;
    return true;
  }

  /** Puts back a line that is older than all others; it was accepted before, so the bounds do not refuse it. */
  putBack(line: string): void {
    this.#lines.splice(0, this.#head, line);
    this.#head = 0;
    this.#bytes += Buffer.byteLength(line) + 1;
  }

  /** The oldest line, left where it is. */
  peek(): string | undefined {
    return this.#lines[this.#head];
  }

  /** Removes the oldest line. */
  shift(): void {
    const line = this.peek();
    if (line === undefined) return;
    this.#bytes -= Buffer.byteLength(line) + 1;
    this.#lines[this.#head] = "";
    this.#head += 1;
    if (this.#head === this.#lines.length) this.clear();
  }

  /** Removes all lines; returns how many there were. */
  clear(): number {
    const count = this.length;
    this.#lines = [];
    this.#head = 0;
    this.#bytes = 0;
    return count;
  }
}
