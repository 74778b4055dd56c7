import type { OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { readGenai } from "./genai.ts";

/**
 * Vercel's AI SDK 7 through `@ai-sdk/otel`: the GenAI conventions with habits of its own. Source: recorded exports of
 * `ai` 7.0 and `@ai-sdk/otel` 1.0.
 */
export const aiSdkDialect: SpanDialect = {
  name: "ai-sdk",
  matches: ({ scopeName, attributes }) =>
    scopeName === "gen_ai" && attributes["gen_ai.operation.name"] !== undefined,
  read: (span) => {
    const facts = readGenai(span);
    return { ...facts, ...kindOf(span, facts) };
  },
};

/** `embedMany` makes one span around the embeddings it is split into, under the same operation: it has no usage. */
function kindOf(
  { parentSpanId, statusCode }: OtlpSpan,
  { kind, usage }: DialectFacts,
): Pick<DialectFacts, "kind"> {
  const isAround =
    kind === "embedding" && usage === undefined && (parentSpanId === undefined || statusCode !== 2);
  return isAround ? { kind: "chain" } : {};
}
