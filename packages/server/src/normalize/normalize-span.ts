import { describeError } from "@breakwater/core/failure/describe-error";
import { isoOfMicros } from "@breakwater/core/record/record-time";
import {
  isInference,
  RECORD_VERSION,
  type SpanError,
  type SpanRecord,
} from "@breakwater/core/record/span-record";
import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import { textOf } from "@breakwater/core/usage/untyped";
import type { OtlpSpan } from "../ingest/otlp/otlp-span.ts";
import type { DialectFacts, ReportedCost, SpanDialect } from "./dialect.ts";
import { DIALECTS } from "./dialects/registry.ts";
import { failureText } from "./failure-text.ts";
import { notedMetadata } from "./noted-metadata.ts";

/** A span as a record, and by which dialect it was understood. */
export interface NormalizedSpan {
  readonly record: SpanRecord;
  /** `none` for a span that is no LLM span in any dialect: it is kept as `other`. */
  readonly dialect: string;
  readonly reportedCost?: ReportedCost;
}

/** Longest name that is kept, in code points. */
const MAX_NAME = 256;

/** Turns a span into a record, not priced yet. Never throws. */
export function normalizeSpan(span: OtlpSpan): NormalizedSpan {
  const dialect = DIALECTS.find(({ matches }) => matches(span));
  const facts = dialect === undefined ? {} : factsOf(dialect, span);
  const { name, status, reportedCost, ...told } = facts;
  const { errorType, errorCode, errorMessage, errorClass, errorFingerprint, ...noted } = told;
  const { finishReasons, responseId, isStreamed, toolCallId, sendersProject, ...fields } = noted;
  const kind = fields.kind ?? "other";
  const error = errorOf(span, facts);
  const metadata = notedMetadata(facts);
  const { usage, usageSource, cost, ...others } = fields;
  const record: SpanRecord = {
    v: RECORD_VERSION,
    ...placeOf(span),
    ...whereOf(span),
    ...others,
    kind,
    name: truncateCodePoints(redactSecrets(name ?? (span.name || kind)), MAX_NAME),
    ...timesOf(span),
    ...(metadata !== undefined && { metadata }),
    status: status ?? statusOf(span, error),
    ...(error !== undefined && { error }),
    ...(isInference(kind) && usage !== undefined && { usage, usageSource: usageSource ?? "reported" }),
    ...(isInference(kind) && cost !== undefined && { cost }),
  };
  return {
    record,
    dialect: dialect?.name ?? "none",
    ...(reportedCost !== undefined && { reportedCost }),
  };
}

/** A dialect that stumbles over hostile attributes costs its facts, never the span. */
function factsOf(dialect: SpanDialect, span: OtlpSpan): DialectFacts {
  try {
    return dialect.read(span);
  } catch {
    return {};
  }
}

function placeOf({ traceId, spanId, parentSpanId }: OtlpSpan) {
  return { traceId, spanId, ...(parentSpanId !== undefined && { parentSpanId }) };
}

/** Resource attributes of OpenTelemetry's conventions, old and new names. */
function whereOf({ resource }: OtlpSpan) {
  const service = textOf(resource["service.name"]);
  const environment = textOf(resource["deployment.environment.name"] ?? resource["deployment.environment"]);
  const release = textOf(resource["service.version"]);
  return {
    ...(service !== undefined && !service.startsWith("unknown_service") && { service }),
    ...(environment !== undefined && { environment }),
    ...(release !== undefined && { release }),
  };
}

function timesOf({ startTimeUnixNano, endTimeUnixNano }: OtlpSpan) {
  const startTime = isoOfMicros(Number(startTimeUnixNano / 1000n));
  if (endTimeUnixNano === 0n) return { startTime };
  const elapsed = endTimeUnixNano > startTimeUnixNano ? endTimeUnixNano - startTimeUnixNano : 0n;
  return { startTime, durationMs: Number(elapsed / 1000n) / 1000 };
}

function statusOf({ endTimeUnixNano }: OtlpSpan, error: SpanError | undefined): SpanRecord["status"] {
  if (error !== undefined) return error.class === "aborted" ? "cancelled" : "error";
  return endTimeUnixNano === 0n ? "running" : "ok";
}

const STATUS_ERROR = 2;

/** The failure of a span: the dialect's own words first, then an `exception` event, then the status. */
function errorOf(span: OtlpSpan, facts: DialectFacts): SpanError | undefined {
  const type = facts.errorType ?? textOf(span.attributes["error.type"]);
  const isTold = type !== undefined || facts.errorMessage !== undefined;
  if (facts.status === "ok" || (span.statusCode !== STATUS_ERROR && !isTold)) return undefined;
  const exception = span.events.findLast(({ name }) => name === "exception")?.attributes;
  const status = httpStatusOf(span, facts, type);
  const told = failureText(
    facts.errorMessage ?? (span.statusMessage || textOf(exception?.["exception.message"])) ?? "",
  );
  const message = told.message || type;
  const described = describeError({
    message: message ?? (status === undefined ? "" : `HTTP ${status}`),
    name: typeOf(textOf(exception?.["exception.type"]), type ?? told.type),
    ...(status !== undefined && { status }),
    ...(type !== undefined && { code: type }),
  });
  const { errorClass, errorFingerprint } = facts;
  return {
    ...described,
    ...(errorClass !== undefined && { class: errorClass }),
    ...(errorFingerprint !== undefined && { fingerprint: errorFingerprint }),
  };
}

/** What was thrown, unless that says less than any other word for the failure. */
function typeOf(thrown: string | undefined, type: string | undefined): string {
  const isGeneric = thrown === undefined || thrown === "Error" || thrown === "Exception";
  return (isGeneric ? type : undefined) ?? thrown ?? "Error";
}

function httpStatusOf(
  { attributes }: OtlpSpan,
  { errorCode }: DialectFacts,
  type: string | undefined,
): number | undefined {
  const code = errorCode ?? attributes["http.response.status_code"] ?? attributes["http.status_code"];
  const status = Number(code ?? type);
  return Number.isInteger(status) && status >= 100 && status < 600 ? status : undefined;
}
