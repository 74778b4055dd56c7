/** Values bound to `{name:Type}` places of a statement; never spliced into its text. */
export type SqlParameters = Readonly<Record<string, unknown>>;

/** Formats in which the engine itself writes rows. */
export type ExportFormat = "CSVWithNames" | "JSONEachRow" | "Parquet";

/** Limits of one statement; they hold for that statement alone. */
export interface StatementLimits {
  readonly timeoutMs?: number;
  readonly maxRows?: number;
  readonly maxMemoryBytes?: number;
  /** Ends the statement, in the engine too. */
  readonly signal?: AbortSignal;
}

/** A SELECT whose rows the engine writes in a format of its own. */
export interface ExportStatement {
  readonly sql: string;
  readonly format: ExportFormat;
  readonly parameters?: SqlParameters;
  readonly limits?: StatementLimits;
}

/**
 * The ClickHouse dialect, wherever it runs: embedded in this process, or a server or cluster by URL. The SQL is the
 * same for all; this port hides only where it goes.
 */
export interface SqlEngine {
  /** Runs a SELECT. Int64 beyond 2^53 come as text; rows are not checked: the caller's schema does that. */
  query(sql: string, parameters?: SqlParameters, limits?: StatementLimits): Promise<readonly unknown[]>;
  /** Runs a SELECT and gives its rows as bytes in one of the engine's formats, piece by piece. */
  stream(statement: ExportStatement): AsyncIterable<Uint8Array>;
  /** Runs a statement without rows (DDL, mutations). */
  command(sql: string, parameters?: SqlParameters): Promise<void>;
  /** Inserts rows in one atomic block. Resolves when the engine has them on disk. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}
