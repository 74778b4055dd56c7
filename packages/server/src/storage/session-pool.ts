/** One session of an engine: it runs a statement at a time. */
interface Closable {
  close(): Promise<void>;
}

/**
 * Sessions of the embedded engine, opened as they are needed and used by one statement at a time; statements beyond
 * `size` wait their turn. A session whose statement failed is never used again: rows that the failed statement had
 * made already would come back as rows of the next one.
 */
export class SessionPool<Session extends Closable> {
  readonly #open: () => Session;
  readonly #size: number;
  readonly #free: Session[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(open: () => Session, size: number) {
    this.#open = open;
    this.#size = size;
  }

  /** Runs work on a session that nobody else uses. What the work throws is thrown on. */
  async run<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      const session = this.#free.pop() ?? this.#open();
      try {
        const result = await work(session);
        this.#free.push(session);
        return result;
      } catch (error) {
        await session.close();
        throw error;
      }
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Closes the sessions that nothing uses. */
  async close(): Promise<void> {
    await Promise.all(this.#free.splice(0).map((session) => session.close()));
  }

  async #turn(): Promise<void> {
    while (this.#busy >= this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
  }
}
