import { BusyError } from "./busy-error.ts";
import type { SqlEngine } from "./sql-engine.ts";

interface Batch {
  readonly rows: object[];
  readonly done: Promise<void>;
}

/** Inserts into one table. Callers that come while a batch is being written share the next one. */
export class BatchedRows {
  readonly #engine: SqlEngine;
  readonly #table: string;
  readonly #maxWaiting: number;
  #next: Batch | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param maxWaiting rows that may wait for the engine; beyond it callers are turned away */
  constructor(engine: SqlEngine, table: string, maxWaiting: number) {
    this.#engine = engine;
    this.#table = table;
    this.#maxWaiting = maxWaiting;
  }

  /** Resolves when the rows are on disk. @throws BusyError (as a rejection) when too many wait already */
  async add(rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const waiting = this.#next?.rows.length ?? 0;
    if (waiting > 0 && waiting + rows.length > this.#maxWaiting) throw new BusyError(waiting);
    const batch = this.#next ?? this.#open();
    for (const row of rows) batch.rows.push(row);
    await batch.done;
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await this.#last;
  }

  #open(): Batch {
    const rows: object[] = [];
    const done = this.#last.then(async () => {
      this.#next = undefined;
      await this.#engine.insert(this.#table, rows);
    });
    this.#last = done.catch(() => {});
    this.#next = { rows, done };
    return this.#next;
  }
}
