import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { callerFacts, serviceTierOf } from "./ai-sdk-attributes.ts";
import { genaiCounts, genaiFacts } from "./genai.ts";
import { presentFields } from "./present-fields.ts";
import { countIn, metadataOf, numberIn, textIn } from "./read-attribute.ts";
import { type TokenCounts, usageFacts } from "./token-usage.ts";

/**
 * Vercel's AI SDK 7 through `@ai-sdk/otel`: the GenAI conventions with habits of its own, and `ai.*` for what it is asked
 * to tell besides (`runtimeContext`, `usage`, `providerMetadata`). Source: recorded exports of `ai` 7.0 and
 * `@ai-sdk/otel` 1.0, and its code.
 */
export const aiSdkDialect: SpanDialect = {
  name: "ai-sdk",
  matches: ({ scopeName, attributes }) =>
    scopeName === "gen_ai" && attributes["gen_ai.operation.name"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const facts = genaiFacts(span);
    const counts = countsOf(attributes);
    const kind = kindOf(span, facts, counts);
    const isCall = kind === "llm" || kind === "embedding";
    const { metadata, ...caller } = callerFacts(attributes);
    const isStreamed = facts.isStreamed ?? (facts.timeToFirstTokenMs === undefined ? undefined : true);
    return {
      ...facts,
      ...caller,
      kind,
      ...presentFields({
        serviceTier: facts.serviceTier ?? serviceTierOf(attributes),
        isStreamed,
        metadata: isCall ? withUnits(attributes, metadata) : metadata,
      }),
      ...(isCall ? usageFacts(counts, kind) : {}),
    } satisfies DialectFacts;
  },
};

/** Speech and transcription are single calls without a span of their own for the request. */
const AUDIO = new Set(["ai.generateSpeech", "ai.transcribe", "ai.streamTranscribe"]);

/** `embedMany` makes one span around the embeddings it is split into, under the same operation: it has no usage. */
function kindOf(
  { attributes, parentSpanId, statusCode }: OtlpSpan,
  { kind = "other" }: DialectFacts,
  { inputTokens }: TokenCounts,
): SpanKind {
  if (AUDIO.has(textIn(attributes, "gen_ai.operation.name") ?? "")) return "llm";
  const isAround = inputTokens === undefined && (parentSpanId === undefined || statusCode !== 2);
  return kind === "embedding" && isAround ? "chain" : kind;
}

function countsOf(attributes: Attributes): TokenCounts {
  return {
    ...genaiCounts(attributes),
    reasoningTokens: countIn(attributes, "ai.usage.outputTokenDetails.reasoningTokens"),
  };
}

/** What is paid by the second or by the character of speech is no token; it is kept beside. */
function withUnits(attributes: Attributes, metadata: DialectFacts["metadata"]): DialectFacts["metadata"] {
  const units = ["gen_ai.usage.seconds", "gen_ai.usage.characters"];
  const told = metadataOf(units.map((name) => [name, numberIn(attributes, name)] as const));
  return told === undefined ? metadata : { ...told, ...metadata };
}
