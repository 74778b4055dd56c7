import { z } from "zod";
import { type ListFilter, listCondition } from "../list-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { dollarsSql, type ExportFormat, FORMATS, numberSql, textSql } from "./export-format.ts";
import { ExportTooLargeError } from "./export-too-large-error.ts";

/** Most spans of one export. */
export const MAX_EXPORT_ROWS = 1_000_000;

/** How long one export may take the engine. */
export const EXPORT_TIMEOUT_MS = 120_000;

/**
 * The spans that a filter leaves, without payloads, newest first, as a file in pieces.
 * @throws ExportTooLargeError (from the first piece) when there are more than a million.
 */
export async function* exportSpans(
  filter: ListFilter,
  format: ExportFormat,
  { engine, limits }: QueryContext,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { sql, parameters } = listCondition(filter);
  const counted = await engine.query(
    `SELECT toFloat64(count()) AS rows FROM spans AS s FINAL WHERE ${sql}`,
    parameters,
    limits,
  );
  const rows = z.array(z.object({ rows: z.number() })).parse(counted)[0]?.rows ?? 0;
  if (rows > MAX_EXPORT_ROWS) throw new ExportTooLargeError(rows, MAX_EXPORT_ROWS);
  yield* engine.stream({
    sql: `SELECT ${columnsOf(format)} FROM spans AS s FINAL WHERE ${sql}
      ORDER BY s.start_time DESC, s.trace_id DESC, s.span_id DESC`,
    format: FORMATS[format].engine,
    parameters,
    limits: { ...limits, timeoutMs: EXPORT_TIMEOUT_MS, maxRows: MAX_EXPORT_ROWS + 1000 },
  });
}

const TEXTS = {
  project: "s.project",
  service: "s.service",
  environment: "s.environment",
  release: "s.release",
  kind: "s.kind",
  name: "s.name",
  provider: "s.provider",
  requestModel: "s.request_model",
  responseModel: "s.response_model",
  status: "s.status",
  errorClass: "s.error_class",
  errorType: "s.error_type",
  errorMessage: "s.error_message",
  fingerprint: "s.error_fingerprint",
  usageSource: "s.usage_source",
  costSource: "s.cost_source",
  unpricedReason: "s.unpriced_reason",
  userId: "s.user_id",
  sessionId: "s.session_id",
  queryType: "s.query_type",
} as const;

const TOKENS = {
  inputTokens: "s.input_tokens",
  outputTokens: "s.output_tokens",
  cacheReadTokens: "s.cache_read_tokens",
  cacheWriteTokens: "s.cache_write_tokens",
  reasoningTokens: "s.reasoning_tokens",
} as const;

const NO_PARENT = "s.parent_span_id = toFixedString('', 8)";

function columnsOf(format: ExportFormat): string {
  const isPriced = "s.cost_source IN ('priced', 'reported')";
  const columns: Readonly<Record<string, string>> = {
    traceId: "lower(hex(s.trace_id))",
    spanId: "lower(hex(s.span_id))",
    parentSpanId: `if(${NO_PARENT}, '', lower(hex(s.parent_span_id)))`,
    startTime: "replace(toString(s.start_time), ' ', 'T') || 'Z'",
    durationMs: numberSql("s.duration_us / 1000", "s.duration_us >= 0", format),
    timeToFirstTokenMs: numberSql("s.ttft_us / 1000", "s.ttft_us >= 0", format),
    costUsd: numberSql(dollarsSql("s.cost_nanos", format), isPriced, format),
    attempt: "s.attempt",
    cached: "s.cached",
    ...Object.fromEntries(
      Object.entries(TOKENS).map(([name, sql]) => [name, numberSql(sql, "s.usage_source != ''", format)]),
    ),
    ...Object.fromEntries(Object.entries(TEXTS).map(([name, sql]) => [name, textSql(sql, format)])),
    // JSON begins with a bracket, which no spreadsheet takes for a formula.
    tags: format === "csv" ? "toJSONString(s.tags)" : "CAST(s.tags, 'Array(String)')",
    metadata: format === "jsonl" ? "CAST(s.metadata, 'Map(String, String)')" : "toJSONString(s.metadata)",
  };
  return Object.entries(columns)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(", ");
}
