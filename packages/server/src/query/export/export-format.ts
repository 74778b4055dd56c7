import type { ExportFormat as EngineFormat } from "../../storage/sql-engine.ts";

/** Formats of exports. */
export const EXPORT_FORMATS = ["csv", "jsonl", "parquet"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the engine and the browser call a format. */
export const FORMATS: Readonly<
  Record<ExportFormat, { readonly engine: EngineFormat; readonly mediaType: string }>
> = {
  csv: { engine: "CSVWithNames", mediaType: "text/csv; charset=utf-8" },
  jsonl: { engine: "JSONEachRow", mediaType: "application/x-ndjson" },
  parquet: { engine: "Parquet", mediaType: "application/vnd.apache.parquet" },
};

/**
 * A text column. In CSV, a text that a spreadsheet would run as a formula gets an apostrophe before it.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function textSql(sql: string, format: ExportFormat): string {
  const text = `toString(${sql})`;
  return format === "csv" ? `if(match(${text}, '^[=+@\\t\\r\\-]'), concat('''', ${text}), ${text})` : text;
}

/** A number that is there only under a condition; an empty cell or null otherwise. */
export function numberSql(sql: string, isThere: string, format: ExportFormat): string {
  return format === "csv" ? `if(${isThere}, toString(${sql}), '')` : `if(${isThere}, ${sql}, NULL)`;
}

/** Nano-dollars as exact decimal dollars: text in JSON, where numbers are floating, and decimals elsewhere. */
export function dollarsSql(nanos: string, format: ExportFormat): string {
  const dollars = `toDecimal128(${nanos}, 9) / 1000000000`;
  return format === "jsonl" ? `toString(${dollars})` : dollars;
}

/** An empty cell, or null. */
export function nothingSql(format: ExportFormat): string {
  return format === "csv" ? "''" : "CAST(NULL, 'Nullable(String)')";
}
