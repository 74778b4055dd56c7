/** Where the lines of a batch go: a journal. */
export interface LineSink {
  appendAll(lines: readonly string[]): void;
}

/**
 * Gathers the journal lines of calls that start or end in the same turn of the event loop into one write. Whoever
 * adds a line waits for `written` before going on: nothing that a line stands for happens before it is on file.
 *
 * `process.nextTick` runs when the promise callbacks at hand are done: a call on its own waits for nothing longer,
 * and a thousand calls in step share a system call.
 */
export class LineBatch {
  readonly #sink: LineSink;
  #lines: string[] = [];
  #written: Promise<void> | undefined;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  add(line: string): void {
    if (this.#lines.push(line) > 1) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#written = promise;
    process.nextTick(() => {
      this.flush();
      resolve();
    });
  }

  /** Resolves when the lines added so far are on file (or queued and counted); undefined when they are already. */
  get written(): Promise<void> | undefined {
    return this.#lines.length === 0 ? undefined : this.#written;
  }

  /** Writes at once what waits. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#sink.appendAll(lines);
  }
}
