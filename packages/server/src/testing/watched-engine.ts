import type { ExportStatement, SqlEngine, SqlParameters, StatementLimits } from "../storage/sql-engine.ts";

/** An engine that notes what goes through it. */
export class WatchedEngine implements SqlEngine {
  /** Questions and commands, the oldest first. */
  readonly statements: { readonly sql: string; readonly parameters: SqlParameters }[] = [];
  readonly #engine: SqlEngine;
  #lastInsert: Promise<void> = Promise.resolve();

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** Settles with the insert that began last. */
  get lastInsert(): Promise<void> {
    return this.#lastInsert;
  }

  query(sql: string, parameters?: SqlParameters, limits?: StatementLimits): Promise<readonly unknown[]> {
    this.statements.push({ sql, parameters: parameters ?? {} });
    return this.#engine.query(sql, parameters, limits);
  }

  stream(statement: ExportStatement): AsyncIterable<Uint8Array> {
    return this.#engine.stream(statement);
  }

  command(sql: string, parameters?: SqlParameters): Promise<void> {
    this.statements.push({ sql, parameters: parameters ?? {} });
    return this.#engine.command(sql, parameters);
  }

  insert(table: string, rows: readonly object[]): Promise<void> {
    this.#lastInsert = this.#engine.insert(table, rows);
    return this.#lastInsert;
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
