import {
  ERROR_CLASSES,
  SPAN_KINDS,
  SPAN_STATUSES,
  USAGE_SOURCES,
} from "@breakwater/core/record/record-names";
import { z } from "@hono/zod-openapi";

const text = z.string().optional();
const count = z.number().int().optional();
const flags = z.array(z.string()).readonly().optional();

const cost = z.union([
  z.object({
    source: z.enum(["priced", "reported"]),
    totalNanos: z.number().int(),
    inputNanos: z.number().int(),
    outputNanos: z.number().int(),
    catalogue: z.string(),
    flags,
  }),
  z.object({ source: z.literal("unpriced"), reason: z.string(), flags }),
]);

/** Why a budget refused a call, as the API gives it. */
export const denialSchema = z
  .object({
    budget: z.string(),
    key: z.record(z.string(), z.string()).readonly(),
    limitNanos: z.number().int(),
    spentNanos: z.number().int(),
    heldNanos: z.number().int(),
    requestedNanos: z.number().int(),
    resetsAt: z.string(),
    reason: z.enum(["limit", "unpriced"]),
  })
  .openapi("BudgetDenial");

const error = z.object({
  class: z.enum(ERROR_CLASSES),
  type: z.string(),
  message: z.string(),
  code: text,
  fingerprint: z.string(),
});

const usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cacheReadTokens: count,
  cacheWriteTokens: count,
  cacheWrite1hTokens: count,
  reasoningTokens: count,
  inputAudioTokens: count,
  outputAudioTokens: count,
});

const budget = z.object({
  heldNanos: z.number().int(),
  chargedNanos: count,
  isBounded: z.boolean().optional(),
  fittedOutputTokens: count,
  denial: denialSchema.optional(),
});

/** A span record as the API gives it: the same object as a line of the journal. Amounts are nano-dollars. */
export const spanRecordSchema = z
  .object({
    v: z.literal(1),
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: text,
    project: text,
    service: text,
    environment: text,
    release: text,
    kind: z.enum(SPAN_KINDS),
    name: z.string(),
    provider: text,
    requestModel: text,
    responseModel: text,
    serviceTier: text,
    startTime: z.string(),
    durationMs: z.number().optional(),
    timeToFirstTokenMs: z.number().optional(),
    status: z.enum(SPAN_STATUSES),
    error: error.optional(),
    attempt: count,
    cached: z.boolean().optional(),
    usage: usage.optional(),
    usageSource: z.enum(USAGE_SOURCES).optional(),
    cost: cost.optional(),
    budget: budget.optional(),
    userId: text,
    sessionId: text,
    queryType: text,
    tags: z.array(z.string()).readonly().optional(),
    metadata: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .readonly()
      .optional(),
    input: text,
    output: text,
  })
  .openapi("SpanRecord");
