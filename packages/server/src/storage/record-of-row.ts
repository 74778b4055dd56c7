import { ERROR_CLASSES, SPAN_KINDS, USAGE_SOURCES } from "@breakwater/core/record/record-names";
import type { MetadataValue, SpanBudget, SpanRecord } from "@breakwater/core/record/span-record";
import { z } from "zod";
import { isSpanStatus } from "./is-span-status.ts";

const text = z.string();
const whole = z.coerce.number();

/** Texts by name, whatever the names: `z.record` leaves out `__proto__`. */
const texts = z.custom<Readonly<Record<string, string>>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((one) => typeof one === "string"),
);

const rowSchema = z.object({
  traceId: text,
  spanId: text,
  parentSpanId: text,
  project: text,
  service: text,
  environment: text,
  release: text,
  kind: z.enum(SPAN_KINDS),
  name: text,
  provider: text,
  requestModel: text,
  responseModel: text,
  serviceTier: text,
  startTime: text,
  durationUs: whole,
  ttftUs: whole,
  status: z.string().refine(isSpanStatus),
  errorClass: z.enum(ERROR_CLASSES).or(z.literal("")).catch("unknown"),
  errorType: text,
  errorCode: text,
  errorMessage: text,
  errorFingerprint: text,
  attempt: whole,
  cached: whole,
  inputTokens: whole,
  outputTokens: whole,
  cacheReadTokens: whole,
  cacheWriteTokens: whole,
  cacheWrite1hTokens: whole,
  reasoningTokens: whole,
  inputAudioTokens: whole,
  outputAudioTokens: whole,
  usageSource: z.enum(USAGE_SOURCES).or(z.literal("")),
  costSource: z.enum(["", "priced", "reported", "unpriced"]),
  costNanos: whole,
  costInputNanos: whole,
  costOutputNanos: whole,
  costCatalogue: text,
  costFlags: z.array(text),
  unpricedReason: text,
  budget: text,
  userId: text,
  sessionId: text,
  queryType: text,
  tags: z.array(text),
  metadata: texts,
  metadataTypes: texts,
});

type Row = z.infer<typeof rowSchema>;

/** The columns of `spans AS s` that {@link recordOfRow} reads. */
export const RECORD_COLUMNS = `
  lower(hex(s.trace_id)) AS traceId, lower(hex(s.span_id)) AS spanId,
  if(s.parent_span_id = toFixedString('', 8), '', lower(hex(s.parent_span_id))) AS parentSpanId,
  s.project AS project, s.service AS service, s.environment AS environment, s.release AS release,
  s.kind AS kind, s.name AS name, s.provider AS provider, s.request_model AS requestModel,
  s.response_model AS responseModel, s.service_tier AS serviceTier, toString(s.start_time) AS startTime,
  s.duration_us AS durationUs, s.ttft_us AS ttftUs, s.status AS status, s.error_class AS errorClass,
  s.error_type AS errorType, s.error_code AS errorCode, s.error_message AS errorMessage,
  s.error_fingerprint AS errorFingerprint, s.attempt AS attempt, s.cached AS cached,
  s.input_tokens AS inputTokens, s.output_tokens AS outputTokens, s.cache_read_tokens AS cacheReadTokens,
  s.cache_write_tokens AS cacheWriteTokens, s.cache_write_1h_tokens AS cacheWrite1hTokens,
  s.reasoning_tokens AS reasoningTokens, s.input_audio_tokens AS inputAudioTokens,
  s.output_audio_tokens AS outputAudioTokens, s.usage_source AS usageSource, s.cost_source AS costSource,
  s.cost_nanos AS costNanos, s.cost_input_nanos AS costInputNanos, s.cost_output_nanos AS costOutputNanos,
  s.cost_catalogue AS costCatalogue, s.cost_flags AS costFlags, s.unpriced_reason AS unpricedReason,
  s.budget AS budget, s.user_id AS userId, s.session_id AS sessionId, s.query_type AS queryType, s.tags AS tags,
  s.metadata AS metadata, s.metadata_types AS metadataTypes`;

/** The record of a row of `spans`, without its payload: what `spanRow` put in. */
export function recordOfRow(given: unknown): SpanRecord {
  const row = rowSchema.parse(given);
  return {
    v: 1,
    traceId: row.traceId,
    spanId: row.spanId,
    ...present({ parentSpanId: row.parentSpanId, project: row.project, service: row.service }),
    ...present({ environment: row.environment, release: row.release }),
    kind: row.kind,
    name: row.name,
    ...present({ provider: row.provider, requestModel: row.requestModel }),
    ...present({ responseModel: row.responseModel, serviceTier: row.serviceTier }),
    startTime: `${row.startTime.replace(" ", "T")}Z`,
    ...(row.durationUs >= 0 && { durationMs: row.durationUs / 1000 }),
    ...(row.ttftUs >= 0 && { timeToFirstTokenMs: row.ttftUs / 1000 }),
    status: row.status,
    ...errorOf(row),
    ...(row.attempt > 0 && { attempt: row.attempt }),
    ...(row.cached > 0 && { cached: true }),
    ...usageOf(row),
    ...costOf(row),
    ...budgetOf(row),
    ...present({ userId: row.userId, sessionId: row.sessionId, queryType: row.queryType }),
    ...(row.tags.length > 0 && { tags: row.tags }),
    ...metadataOf(row),
  };
}

/** What is not empty. */
function present(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

function errorOf(row: Row): Pick<SpanRecord, "error"> {
  if (row.errorClass === "") return {};
  return {
    error: {
      class: row.errorClass,
      type: row.errorType,
      message: row.errorMessage,
      ...(row.errorCode !== "" && { code: row.errorCode }),
      fingerprint: row.errorFingerprint,
    },
  };
}

function usageOf(row: Row): Pick<SpanRecord, "usage" | "usageSource"> {
  if (row.usageSource === "") return {};
  const { cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens } = row;
  const { reasoningTokens, inputAudioTokens, outputAudioTokens } = row;
  return {
    usage: {
      inputTokens: row.inputTokens,
      outputTokens: row.outputTokens,
      ...(cacheReadTokens > 0 && { cacheReadTokens }),
      ...(cacheWriteTokens > 0 && { cacheWriteTokens }),
      ...(cacheWrite1hTokens > 0 && { cacheWrite1hTokens }),
      ...(reasoningTokens > 0 && { reasoningTokens }),
      ...(inputAudioTokens > 0 && { inputAudioTokens }),
      ...(outputAudioTokens > 0 && { outputAudioTokens }),
    },
    usageSource: row.usageSource,
  };
}

function costOf(row: Row): Pick<SpanRecord, "cost"> {
  const flags = row.costFlags.length > 0 && { flags: row.costFlags };
  switch (row.costSource) {
    case "":
      return {};
    case "unpriced":
      return { cost: { source: "unpriced", reason: row.unpricedReason, ...flags } };
    case "priced":
    case "reported":
      return {
        cost: {
          source: row.costSource,
          totalNanos: row.costNanos,
          inputNanos: row.costInputNanos,
          outputNanos: row.costOutputNanos,
          catalogue: row.costCatalogue,
          ...flags,
        },
      };
  }
}

/** The column holds what we wrote ourselves, from a record that was checked. */
function budgetOf({ budget }: Row): Pick<SpanRecord, "budget"> {
  return budget === "" ? {} : { budget: JSON.parse(budget) as SpanBudget };
}

function metadataOf({ metadata, metadataTypes }: Row): Pick<SpanRecord, "metadata"> {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return {};
  return {
    metadata: Object.fromEntries(
      entries.map(([name, value]) => [name, metadataValue(value, metadataTypes[name])]),
    ),
  };
}

function metadataValue(value: string, type: string | undefined): MetadataValue {
  if (type === "number") return Number(value);
  return type === "boolean" ? value === "true" : value;
}
