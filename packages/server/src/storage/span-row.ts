import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import type { IncomingSpan } from "./span-store.ts";

/** How final a state is: a later state replaces an earlier one only if it is more final. */
export type StateRank = 0 | 1 | 2;

/** `running` gives way to everything, `abandoned` to a real end, and a real end to nothing. */
export function rankOf(status: SpanStatus): StateRank {
  switch (status) {
    case "running":
      return 0;
    case "abandoned":
      return 1;
    case "ok":
    case "error":
    case "cancelled":
    case "blocked":
      return 2;
  }
}

/** A span's place in storage. */
export function keyOf({
  project,
  traceId,
  spanId,
}: Pick<SpanRecord, "project" | "traceId" | "spanId">): string {
  return `${projectOf({ project })}/${traceId}/${spanId}`;
}

/** Records that name no project belong to this one. */
export const DEFAULT_PROJECT = "default";

export function projectOf({ project }: { readonly project?: string | undefined }): string {
  return project ?? DEFAULT_PROJECT;
}

/** Stands for "not known" in columns of times. */
const UNKNOWN = -1;

/** A row of `spans`. Every row has every column, in one order, so that rows share one statement. */
export function spanRow({ record, protocol, dialect }: IncomingSpan, arrivedAt: number): object {
  const rank = rankOf(record.status);
  return {
    ...identityColumns(record),
    duration_us: microseconds(record.durationMs),
    ttft_us: microseconds(record.timeToFirstTokenMs),
    ...errorColumns(record),
    attempt: record.attempt ?? 0,
    cached: record.cached === true ? 1 : 0,
    ...usageColumns(record),
    ...costColumns(record),
    budget: record.budget === undefined ? "" : JSON.stringify(record.budget),
    ...whoColumns(record),
    has_payload: hasPayload(record) ? 1 : 0,
    protocol,
    dialect,
    rank,
    // Newest of the most final state: 2^45 ms are the year 3084.
    version: rank * 2 ** 45 + arrivedAt,
    ingested_at: sqlTime(arrivedAt),
  };
}

/** A row of `payloads`. */
export function payloadRow({ record }: IncomingSpan, arrivedAt: number): object {
  const { project, trace_hex, span_hex, start_time } = identityColumns(record);
  return {
    project,
    trace_hex,
    span_hex,
    start_time,
    input: record.input ?? "",
    output: record.output ?? "",
    version: rankOf(record.status) * 2 ** 45 + arrivedAt,
  };
}

/** Whether a record carries a prompt or an answer. */
export function hasPayload({ input, output }: SpanRecord): boolean {
  return input !== undefined || output !== undefined;
}

function identityColumns(record: SpanRecord) {
  return {
    project: projectOf(record),
    trace_hex: record.traceId,
    span_hex: record.spanId,
    parent_hex: record.parentSpanId ?? "",
    start_time: record.startTime.slice(0, -1).replace("T", " "),
    service: record.service ?? "",
    environment: record.environment ?? "",
    release: record.release ?? "",
    kind: record.kind,
    name: record.name,
    provider: record.provider ?? "",
    request_model: record.requestModel ?? "",
    response_model: record.responseModel ?? "",
    service_tier: record.serviceTier ?? "",
    status: record.status,
  };
}

function errorColumns({ error }: SpanRecord) {
  return {
    error_class: error?.class ?? "",
    error_type: error?.type ?? "",
    error_code: error?.code ?? "",
    error_message: error?.message ?? "",
    error_fingerprint: error?.fingerprint ?? "",
  };
}

function usageColumns({ usage, usageSource }: SpanRecord) {
  return {
    input_tokens: usage?.inputTokens ?? 0,
    output_tokens: usage?.outputTokens ?? 0,
    cache_read_tokens: usage?.cacheReadTokens ?? 0,
    cache_write_tokens: usage?.cacheWriteTokens ?? 0,
    cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? 0,
    reasoning_tokens: usage?.reasoningTokens ?? 0,
    input_audio_tokens: usage?.inputAudioTokens ?? 0,
    output_audio_tokens: usage?.outputAudioTokens ?? 0,
    usage_source: usage === undefined ? "" : (usageSource ?? "reported"),
  };
}

function costColumns({ cost }: SpanRecord) {
  const isPriced = cost !== undefined && cost.source !== "unpriced";
  return {
    cost_source: cost?.source ?? "",
    cost_nanos: isPriced ? cost.totalNanos : 0,
    cost_input_nanos: isPriced ? cost.inputNanos : 0,
    cost_output_nanos: isPriced ? cost.outputNanos : 0,
    cost_catalogue: isPriced ? cost.catalogue : "",
    cost_flags: cost?.flags ?? [],
    unpriced_reason: cost?.source === "unpriced" ? cost.reason : "",
  };
}

function whoColumns({ userId, sessionId, queryType, tags, metadata = {} }: SpanRecord) {
  // Not name by name: a plain object keeps nothing under `__proto__`.
  const named = Object.entries(metadata);
  const untold = named.filter(([, value]) => typeof value !== "string");
  return {
    user_id: userId ?? "",
    session_id: sessionId ?? "",
    query_type: queryType ?? "",
    tags: tags ?? [],
    metadata: Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
    metadata_types: Object.fromEntries(untold.map(([name, value]) => [name, typeof value])),
  };
}

function microseconds(milliseconds: number | undefined): number {
  if (milliseconds === undefined) return UNKNOWN;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(milliseconds * 1000)));
}

/** Epoch milliseconds as the engine reads them. */
export function sqlTime(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, -1).replace("T", " ");
}

/** Epoch milliseconds with a fraction, as the engine reads them to the microsecond. */
export function sqlMicros(epochMs: number): string {
  const wholeMs = Math.floor(epochMs);
  const micros = Math.min(999, Math.round((epochMs - wholeMs) * 1000));
  return sqlTime(wholeMs) + String(micros).padStart(3, "0");
}

/** Start of the UTC hour of a record, in epoch milliseconds. */
export function hourOf({ startTime }: Pick<SpanRecord, "startTime">): number {
  return Math.floor(epochMsOf(startTime) / HOUR_MS) * HOUR_MS;
}

export const HOUR_MS = 3_600_000;
