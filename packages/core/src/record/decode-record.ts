import {
  type CheckedField,
  type FieldCheck,
  firstFault,
  hasFields,
  isAmount,
  isCount,
  isFlag,
  isHex,
  isListOf,
  isMapOf,
  isObject,
  isOneOf,
  isText,
  optional,
  required,
} from "./field-check.ts";
import { ERROR_CLASSES, SPAN_KINDS, SPAN_STATUSES } from "./record-names.ts";
import { epochMsOf } from "./record-time.ts";
import { RECORD_VERSION, type SpanRecord } from "./span-record.ts";

/** A decoded record, or why the line is not one. The reason names the field and never repeats a value. */
export type DecodedRecord =
  | { readonly ok: true; readonly record: SpanRecord }
  | { readonly ok: false; readonly reason: string };

const KINDS: ReadonlySet<unknown> = new Set(SPAN_KINDS);
const CLASSES: ReadonlySet<unknown> = new Set(ERROR_CLASSES);

const isTime: FieldCheck = (value) =>
  typeof value === "string" && !Number.isNaN(epochMsOf(value))
    ? undefined
    : " is not an ISO 8601 UTC time such as 2026-11-23T20:41:03.123456Z";

const isScalar: FieldCheck = (value) =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)
    ? undefined
    : " is not a string, number or boolean";

const isError = hasFields([
  // The class is not held to the known names: a newer writer may know more of them.
  required("class", isText),
  required("type", isText),
  required("message", isText),
  optional("code", isText),
  required("fingerprint", isHex(16)),
]);

const isUsage = hasFields([
  required("inputTokens", isCount),
  required("outputTokens", isCount),
  optional("cacheReadTokens", isCount),
  optional("cacheWriteTokens", isCount),
  optional("cacheWrite1hTokens", isCount),
  optional("reasoningTokens", isCount),
  optional("inputAudioTokens", isCount),
  optional("outputAudioTokens", isCount),
]);

const isKnownCost = hasFields([
  required("source", isOneOf(new Set(["priced", "reported", "unpriced"]))),
  required("totalNanos", isCount),
  required("inputNanos", isCount),
  required("outputNanos", isCount),
  required("catalogue", isText),
  optional("flags", isListOf(isText)),
]);

const isUnknownCost = hasFields([required("reason", isText), optional("flags", isListOf(isText))]);

const isCost: FieldCheck = (value) =>
  isObject(value) && value["source"] === "unpriced" ? isUnknownCost(value) : isKnownCost(value);

const isDenial = hasFields([
  required("budget", isText),
  required("key", isMapOf(isText)),
  required("limitNanos", isCount),
  required("spentNanos", isCount),
  required("heldNanos", isCount),
  required("requestedNanos", isCount),
  required("resetsAt", isTime),
  required("reason", isOneOf(new Set(["limit", "unpriced"]))),
]);

const isBudget = hasFields([
  required("heldNanos", isCount),
  optional("chargedNanos", isCount),
  optional("isBounded", isFlag),
  optional("fittedOutputTokens", isCount),
  optional("denial", isDenial),
]);

const FIELDS: readonly CheckedField[] = [
  required("traceId", isHex(32)),
  required("spanId", isHex(16)),
  optional("parentSpanId", isHex(16)),
  optional("project", isText),
  optional("service", isText),
  optional("environment", isText),
  optional("release", isText),
  // As with the error's class, a kind that only a newer writer knows is read as `other`.
  required("kind", isText),
  required("name", isText),
  optional("provider", isText),
  optional("requestModel", isText),
  optional("responseModel", isText),
  optional("serviceTier", isText),
  required("startTime", isTime),
  optional("durationMs", isAmount),
  optional("timeToFirstTokenMs", isAmount),
  required("status", isOneOf(new Set(SPAN_STATUSES))),
  optional("error", isError),
  optional("attempt", isCount),
  optional("cached", isFlag),
  optional("usage", isUsage),
  optional("usageSource", isOneOf(new Set(["reported", "estimated"]))),
  optional("cost", isCost),
  optional("budget", isBudget),
  optional("userId", isText),
  optional("sessionId", isText),
  optional("queryType", isText),
  optional("tags", isListOf(isText)),
  optional("metadata", isMapOf(isScalar)),
  optional("input", isText),
  optional("output", isText),
];

/**
 * The record of one JSON line. Fields it does not know are kept and not looked at; names of a kind or an error class
 * that only a newer writer knows become `other` and `unknown`; another `v` is refused. Never throws.
 */
export function decodeRecord(line: string): DecodedRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, reason: "not JSON" };
  }
  if (!isObject(value)) return { ok: false, reason: "not a JSON object" };
  if (value["v"] !== RECORD_VERSION) return { ok: false, reason: `v is not ${RECORD_VERSION}` };
  const fault = firstFault(value, FIELDS);
  if (isRecord(value, fault)) return { ok: true, record: withKnownNames(value) };
  return { ok: false, reason: fault ?? "not a record" };
}

/** No fault in any field is what makes an object a record; a property test holds the checks equal to the schema. */
function isRecord(value: object, fault: string | undefined): value is SpanRecord {
  return fault === undefined;
}

function withKnownNames(record: SpanRecord): SpanRecord {
  const isKindKnown = KINDS.has(record.kind);
  const isClassKnown = record.error === undefined || CLASSES.has(record.error.class);
  if (isKindKnown && isClassKnown) return record;
  return {
    ...record,
    kind: isKindKnown ? record.kind : "other",
    ...(record.error && !isClassKnown ? { error: { ...record.error, class: "unknown" } } : {}),
  };
}
