import fc from "fast-check";
import { ERROR_CLASSES, SPAN_KINDS, SPAN_STATUSES, USAGE_SOURCES } from "./record-names.ts";
import type { SpanRecord } from "./span-record.ts";

/** A finished, priced call to gpt-4o for tests, with any fields replaced. */
export function sampleRecord(fields: Partial<SpanRecord> = {}): SpanRecord {
  return {
    v: 1,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    kind: "llm",
    name: "ChatOpenAI",
    provider: "openai",
    requestModel: "gpt-4o",
    startTime: "2026-11-23T12:00:00.000000Z",
    durationMs: 1200,
    status: "ok",
    usage: { inputTokens: 1000, outputTokens: 100 },
    usageSource: "reported",
    cost: {
      source: "priced",
      totalNanos: 3_500_000,
      inputNanos: 2_500_000,
      outputNanos: 1_000_000,
      catalogue: "genai-prices@0.1.8",
    },
    ...fields,
  };
}

/** The time text of a record. */
export function recordTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, -1)}000Z`;
}

const hexDigit = fc.constantFrom(..."0123456789abcdef");

/** Lower-case hex text of one length. */
function hexText(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: hexDigit, minLength: length, maxLength: length });
}

/** Any text, with lone surrogates, line breaks and control characters. */
export const anyText = fc.string({ unit: "binary", maxLength: 12 });
const count = fc.nat();
const nanos = fc.nat({ max: 10_000_000_000 });

const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.nat({ max: 999 }))
  .map(([ms, micros]) => `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`);

const anyError = fc.record(
  {
    class: fc.constantFrom(...ERROR_CLASSES),
    type: anyText,
    message: anyText,
    code: anyText,
    fingerprint: hexText(16),
  },
  { requiredKeys: ["class", "type", "message", "fingerprint"] },
);

const anyUsage = fc.record(
  {
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    reasoningTokens: count,
  },
  { requiredKeys: ["inputTokens", "outputTokens"] },
);

const anyCost = fc.oneof(
  fc
    .record({ inputNanos: nanos, outputNanos: nanos, source: fc.constantFrom("priced" as const, "reported") })
    .map((cost) => ({ ...cost, totalNanos: cost.inputNanos + cost.outputNanos, catalogue: "override" })),
  fc.record({ source: fc.constant("unpriced" as const), reason: anyText }),
);

const anyDenial = fc.record({
  budget: anyText,
  key: fc.dictionary(anyText, anyText, { maxKeys: 2 }),
  limitNanos: nanos,
  spentNanos: nanos,
  heldNanos: nanos,
  requestedNanos: nanos,
  resetsAt: anyTime,
  reason: fc.constantFrom("limit" as const, "unpriced" as const),
});

const anyBudget = fc.record(
  {
    heldNanos: nanos,
    chargedNanos: nanos,
    isBounded: fc.boolean(),
    fittedOutputTokens: count,
    denial: anyDenial,
  },
  { requiredKeys: ["heldNanos"] },
);

/** Any valid record, every optional field sometimes there and sometimes not. */
export const anyRecord: fc.Arbitrary<SpanRecord> = fc.record(
  {
    v: fc.constant(1 as const),
    traceId: hexText(32),
    spanId: hexText(16),
    parentSpanId: hexText(16),
    service: anyText,
    kind: fc.constantFrom(...SPAN_KINDS),
    name: anyText,
    requestModel: fc.constantFrom("gpt-4o", "claude-sonnet-4-5", "量子模型", "toString"),
    responseModel: anyText,
    startTime: anyTime,
    durationMs: fc.double({ min: 0, max: 1e7, noNaN: true }).map((value) => value + 0),
    timeToFirstTokenMs: fc.nat({ max: 10_000 }),
    status: fc.constantFrom(...SPAN_STATUSES),
    error: anyError,
    attempt: fc.nat({ max: 5 }),
    cached: fc.boolean(),
    usage: anyUsage,
    usageSource: fc.constantFrom(...USAGE_SOURCES),
    cost: anyCost,
    budget: anyBudget,
    userId: fc.constantFrom("u1", "u2", "用户", "__proto__"),
    sessionId: anyText,
    queryType: fc.constantFrom("rag_search", "chat"),
    tags: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
    metadata: fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.boolean()), { maxKeys: 3 }),
    input: anyText,
    output: anyText,
  },
  { requiredKeys: ["v", "traceId", "spanId", "kind", "name", "startTime", "status"] },
);
