/** Whether the server can be reached. Every question finds out; whoever shows it is told. */
export class Connection {
  readonly #listeners = new Set<() => void>();
  #isLost = false;

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Takes note of whether the server has just answered, however it did. */
  report(isLost: boolean): void {
    if (isLost === this.#isLost) return;
    this.#isLost = isLost;
    for (const listener of this.#listeners) listener();
  }

  /** Resolves when the server can be reached. */
  found(): Promise<void> {
    if (!this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      const end = this.subscribe(() => {
        end();
        resolve();
      });
    });
  }

  /** Calls back when it changes. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The one connection of these pages to their server. */
export const connection = new Connection();

/** Nobody answered: the server is down, or the way to it. What the browser says of it is in no one language. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "UnreachableError";
  }
}
