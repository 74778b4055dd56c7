import type { ClickHouseClient } from "@clickhouse/client";
import type { ExportFormat, SqlEngine, SqlParameters, StatementLimits } from "./sql-engine.ts";

/** ClickHouse's own names of the limits of a statement. */
function settingsOf({ timeoutMs, maxRows, maxMemoryBytes }: StatementLimits) {
  return {
    ...(timeoutMs !== undefined && { max_execution_time: timeoutMs / 1000 }),
    ...(maxRows !== undefined && {
      max_result_rows: String(maxRows),
      result_overflow_mode: "throw" as const,
    }),
    ...(maxMemoryBytes !== undefined && { max_memory_usage: String(maxMemoryBytes) }),
  };
}

/** The engine through ClickHouse's own client, whether embedded or by URL. */
export class ClickHouseClientEngine implements SqlEngine {
  readonly #client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  async query(
    sql: string,
    parameters: SqlParameters = {},
    limits: StatementLimits = {},
  ): Promise<readonly unknown[]> {
    const result = await this.#client.query({
      query: sql,
      query_params: { ...parameters },
      format: "JSONEachRow",
      clickhouse_settings: settingsOf(limits),
      ...(limits.signal && { abort_signal: limits.signal }),
    });
    return result.json();
  }

  async *stream(
    sql: string,
    format: ExportFormat,
    parameters: SqlParameters = {},
  ): AsyncGenerator<Uint8Array> {
    const query = `${sql} FORMAT ${format}`;
    const { stream } = await this.#client.exec({ query, query_params: { ...parameters } });
    for await (const chunk of stream) yield chunk;
  }

  async command(sql: string, parameters: SqlParameters = {}): Promise<void> {
    await this.#client.command({ query: sql, query_params: { ...parameters } });
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const [column, ...columns] = Object.keys(first);
    if (column === undefined) return;
    await this.#client.insert({
      table,
      format: "JSONEachRow",
      columns: [column, ...columns],
      values: [...rows],
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
