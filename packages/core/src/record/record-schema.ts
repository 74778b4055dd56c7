import { z } from "zod";
import { ERROR_CLASSES, SPAN_KINDS, SPAN_STATUSES, USAGE_SOURCES } from "./record-names.ts";
import { RECORD_VERSION } from "./span-record.ts";

const count = z.int().min(0);
const nanos = z.int().min(0);
const text = z.string();
const flags = z.array(text).readonly().exactOptional().describe("Oddities met while pricing.");
const time = z.iso.datetime({ precision: 6 });

const errorSchema = z
  .object({
    class: z.enum(ERROR_CLASSES).describe("Cause of the failure, the same names for every provider."),
    type: text.describe("Name of the thrown error's class, such as RateLimitError."),
    message: text.describe("Message, secrets removed, at most 2,000 code points."),
    code: text.exactOptional().describe("HTTP status or provider code."),
    fingerprint: text
      .regex(/^[0-9a-f]{16}$/)
      .describe("16 hex digits; equal for errors that differ only in ids, numbers, addresses and the like."),
  })
  .readonly()
  .describe("The failure, with secrets already removed from every text.");

const usageSchema = z
  .object({
    inputTokens: count.describe("Input tokens, cache reads and writes included."),
    outputTokens: count.describe("Output tokens, reasoning included."),
    cacheReadTokens: count.exactOptional().describe("The part of the input read from the provider's cache."),
    cacheWriteTokens: count
      .exactOptional()
      .describe("The part of the input written to the cache, all lifetimes."),
    cacheWrite1hTokens: count
      .exactOptional()
      .describe("The part of the cache writes with a lifetime of one hour."),
    reasoningTokens: count.exactOptional().describe("The part of the output spent on reasoning."),
    inputAudioTokens: count.exactOptional().describe("The part of the input that is audio."),
    outputAudioTokens: count.exactOptional().describe("The part of the output that is audio."),
  })
  .readonly()
  .describe("Token counts of the call.");

const costSchema = z
  .discriminatedUnion("source", [
    z
      .object({
        source: z
          .enum(["priced", "reported"])
          .describe("priced: from a catalogue. reported: as the provider said."),
        totalNanos: nanos.describe("Whole cost in nano-dollars (1e-9 USD)."),
        inputNanos: nanos.describe("Cost of the input in nano-dollars."),
        outputNanos: nanos.describe("Cost of the output in nano-dollars."),
        catalogue: text.describe("Where the unit prices came from, such as genai-prices@0.1.8 or override."),
        flags,
      })
      .readonly(),
    z
      .object({
        source: z
          .literal("unpriced")
          .describe("The model's price is unknown; there are no amounts, never 0."),
        reason: text.describe("Why there is no price."),
        flags,
      })
      .readonly(),
  ])
  .describe("What the call cost. Only llm and embedding steps carry it.");

const denialSchema = z
  .object({
    budget: text.describe("Name of the budget that was short."),
    key: z.record(text, text).readonly().describe("The values of the budget's `per`, such as a user id."),
    limitNanos: nanos.describe("The budget's limit in nano-dollars."),
    spentNanos: nanos.describe("Spent in the window so far, in nano-dollars."),
    heldNanos: nanos.describe("Held by calls in flight, in nano-dollars."),
    requestedNanos: nanos.describe("What this call would have held, in nano-dollars."),
    resetsAt: z.iso
      .datetime()
      .describe("When the window ends; if rolling, the earliest time at which enough is free again."),
    reason: z
      .enum(["limit", "unpriced"])
      .describe("limit: too little left. unpriced: no price, and none allowed."),
  })
  .readonly()
  .describe("Why a budget refused the call; only with status blocked.");

const budgetSchema = z
  .object({
    heldNanos: nanos.describe("Reserved when the call started, in nano-dollars."),
    chargedNanos: nanos
      .exactOptional()
      .describe("Taken from the budgets at the end, in nano-dollars; absent while running or blocked."),
    isBounded: z.boolean().exactOptional().describe("True when heldNanos is a true upper bound."),
    fittedOutputTokens: count
      .exactOptional()
      .describe("The cap on output tokens, per answer, that the call was given because it named none."),
    denial: denialSchema.exactOptional(),
  })
  .readonly()
  .describe("What the budgets did with the call.");

/** Runtime schema of a SpanRecord. A type-level test holds it equal to the types in span-record.ts. */
export const spanRecordSchema = z
  .object({
    v: z.literal(RECORD_VERSION).describe("Version of the record's shape."),
    traceId: text.regex(/^[0-9a-f]{32}$/).describe("Trace the step belongs to: 32 lower-case hex digits."),
    spanId: text
      .regex(/^[0-9a-f]{16}$/)
      .describe("The step, unique within its trace: 16 lower-case hex digits."),
    parentSpanId: text
      .regex(/^[0-9a-f]{16}$/)
      .exactOptional()
      .describe("The step that called this one."),
    project: text.exactOptional().describe("Project the application belongs to."),
    service: text.exactOptional().describe("Application or service that made the call."),
    environment: text.exactOptional().describe("Such as production or staging."),
    release: text.exactOptional().describe("Version of the application."),
    kind: z.enum(SPAN_KINDS).describe("What the step does. Readers take an unknown kind for other."),
    name: text.describe("Name of the step, such as the runnable's or the tool's."),
    provider: text
      .exactOptional()
      .describe("Provider by the OpenTelemetry GenAI conventions, such as openai."),
    requestModel: text.exactOptional().describe("Model that was asked for."),
    responseModel: text.exactOptional().describe("Model that answered."),
    serviceTier: text.exactOptional().describe("Service tier of the provider, such as flex."),
    startTime: time.describe("When the step started: ISO 8601 UTC with microseconds."),
    durationMs: z
      .number()
      .min(0)
      .exactOptional()
      .describe("Milliseconds from start to end; absent while running."),
    timeToFirstTokenMs: z
      .number()
      .min(0)
      .exactOptional()
      .describe("Milliseconds from the start to the first streamed token; absent when nothing was streamed."),
    status: z
      .enum(SPAN_STATUSES)
      .describe("How the step stands. A later line of the same trace and span id replaces a running one."),
    error: errorSchema.exactOptional(),
    attempt: count.exactOptional().describe("Number of the try under a retry wrapper; 1 is the first."),
    cached: z.boolean().exactOptional().describe("True when a cache answered and nothing was sent."),
    usage: usageSchema.exactOptional(),
    usageSource: z
      .enum(USAGE_SOURCES)
      .exactOptional()
      .describe("Whether the provider reported the usage or it was estimated."),
    cost: costSchema.exactOptional(),
    budget: budgetSchema.exactOptional(),
    userId: text.exactOptional().describe("User on whose behalf the call was made."),
    sessionId: text.exactOptional().describe("Session or conversation."),
    queryType: text.exactOptional().describe("The application's own name for the sort of question."),
    tags: z.array(text).readonly().exactOptional().describe("Free labels."),
    metadata: z
      .record(text, z.union([text, z.number(), z.boolean()]))
      .readonly()
      .exactOptional()
      .describe("Free values; anything but a scalar is kept as JSON text."),
    input: text.exactOptional().describe("What was asked, only when capture is on; secrets removed."),
    output: text.exactOptional().describe("What was answered, only when capture is on; secrets removed."),
  })
  .readonly();

/** JSON Schema (draft 2020-12) of a record as it is written; readers must let unknown fields through. */
export function recordJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(spanRecordSchema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      // `readonly` is about our TypeScript types; in JSON Schema it would say that senders must leave the field out.
      delete jsonSchema.readOnly;
    },
  });
  return {
    $schema,
    $id: "span-record.v1.json",
    title: "Breakwater span record, version 1",
    description:
      "One step of a trace: a line of the journal, the native wire format and, column by column, the storage row. " +
      "Optional fields are absent, never null. Fields not listed here may appear and must be let through.",
    ...rest,
  };
}
