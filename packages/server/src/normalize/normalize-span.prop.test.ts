import { decodeRecord } from "@breakwater/core/record/decode-record";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { OtlpSpan } from "../ingest/otlp/otlp-span.ts";
import { DIALECTS } from "./dialects/registry.ts";
import { normalizeSpan } from "./normalize-span.ts";

/** Names that some dialect reads, so that random values reach every reader. */
const NAMES = [
  ...["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.system", "gen_ai.usage.input_tokens"],
  ...[
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.input.messages",
    "gen_ai.usage.cost",
  ],
  ...[
    "gen_ai.system_instructions",
    "gen_ai.output.messages",
    "gen_ai.response.time_to_first_chunk",
    "error.type",
  ],
  ...[
    "breakwater.status",
    "breakwater.kind",
    "breakwater.cost.usd",
    "breakwater.cost.source",
    "breakwater.tags",
  ],
  ...[
    "breakwater.budget.name",
    "breakwater.budget.limit_usd",
    "breakwater.metadata.__proto__",
    "breakwater.attempt",
  ],
  ...["langfuse.observation.type", "langfuse.observation.usage_details", "langfuse.observation.cost_details"],
  ...[
    "langfuse.observation.completion_start_time",
    "langfuse.trace.metadata.__proto__",
    "langfuse.trace.tags",
  ],
  ...[
    "openinference.span.kind",
    "llm.token_count.prompt",
    "llm.token_count.prompt_details.cache_read",
    "metadata",
  ],
  ...[
    "llm.input_messages.0.message.role",
    "llm.input_messages.99999.message.tool_calls.7.tool_call.function.arguments",
  ],
  ...["llm.cost.total", "ai.operationId", "ai.usage.promptTokens", "ai.response.toolCalls", "ai.prompt"],
  ...[
    "traceloop.span.kind",
    "llm.request.type",
    "gen_ai.prompt.0.content",
    "traceloop.association.properties.user_id",
  ],
  ...["langsmith.span.kind", "langsmith.usage_metadata", "langsmith.span.tags", "session.id", "user.id"],
  ...["gen_ai.type", "gen_ai.usage.total_tokens", "gen_ai.response.finish_reasons", "gen_ai.request.stream"],
  ...["gen_ai.usage.input_token_details", "ai.response.providerMetadata", "ai.settings.context.__proto__"],
  ...["operation.name", "llm.cost.prompt", "gen_ai.usage.seconds", "langsmith.trace.session_name"],
];

const scalar = fc.oneof(
  fc.string(),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    "LLM",
    "generation",
    "chat",
    "embeddings",
    "ok",
    "blocked",
    "priced",
    "ai.embed.doEmbed",
    "workflow",
  ),
  fc.constantFrom(
    '{"input":5,"input_cached_tokens":-3,"input_x":1e999,"prompt_tokens_details":7}',
    "ai.transcribe",
    '[{"toolName":1}]',
    '{"input_tokens":1e300}',
    "[[[[",
    "-7",
    "1e999",
  ),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.string(), scalar, { maxKeys: 3 }),
);
const attributes = fc.dictionary(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string()),
  value,
  {
    maxKeys: 20,
  },
);

const anySpan: fc.Arbitrary<OtlpSpan> = fc.record({
  traceId: fc.constant("0af7651916cd43dd8448eb211c80319c"),
  spanId: fc.constant("b7ad6b7169203331"),
  name: fc.string(),
  kind: fc.nat({ max: 5 }),
  startTimeUnixNano: fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n }),
  endTimeUnixNano: fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n }),
  attributes,
  events: fc.array(
    fc.record({
      name: fc.constantFrom("exception", "gen_ai.choice", "gen_ai.user.message", "ai.stream.firstChunk"),
      timeUnixNano: fc.constant(1n),
      attributes,
    }),
    { maxLength: 3 },
  ),
  statusCode: fc.nat({ max: 3 }),
  statusMessage: fc.string(),
  resource: attributes,
  scopeName: fc.constantFrom("", "gen_ai", "@traceloop/x", "ai"),
  scopeVersion: fc.string(),
});

it("makes a valid record of any span, whatever its attributes hold", () => {
  fc.assert(
    fc.property(anySpan, (span) => {
      const { record } = normalizeSpan(span);
      const back = decodeRecord(JSON.stringify(record));
      expect(back).toEqual({ ok: true, record: expect.anything() });
      expect(Object.getPrototypeOf(record.metadata ?? {})).toBe(Object.prototype);
      const { usage } = record;
      if (usage === undefined) return;
      expect(["llm", "embedding"]).toContain(record.kind);
      const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage;
      expect(usage.inputTokens).toBeGreaterThanOrEqual(cacheReadTokens + cacheWriteTokens);
      expect(usage.outputTokens).toBeGreaterThanOrEqual(reasoningTokens);
    }),
    { numRuns: 3_000 },
  );
});

it("has no reader that throws: what throws would cost a span its facts", () => {
  fc.assert(
    fc.property(anySpan, (span) => {
      for (const dialect of DIALECTS) {
        dialect.matches(span);
        dialect.read(span);
      }
    }),
    { numRuns: 2_000 },
  );
});
