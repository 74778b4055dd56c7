import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { genaiCounts, genaiFacts } from "./genai.ts";
import { presentFields } from "./present-fields.ts";
import { countIn, numberIn, payloadIn, textIn } from "./read-attribute.ts";
import { reportedCost } from "./reported-cost.ts";
import { type TokenCounts, usageFacts } from "./token-usage.ts";

/**
 * OpenLIT: the GenAI conventions, older names of its own, and a cost. Source: recorded exports of `openlit` 1.15 (JS) and
 * 1.45 (Python).
 */
export const openlitDialect: SpanDialect = {
  name: "openlit",
  matches: ({ attributes, resource }) =>
    attributes["gen_ai.type"] !== undefined ||
    attributes["gen_ai.usage.cost"] !== undefined ||
    (resource["telemetry.sdk.name"] === "openlit" &&
      (attributes["gen_ai.operation.name"] ?? attributes["gen_ai.request.model"]) !== undefined),
  read: (span) => {
    const { attributes } = span;
    const facts = genaiFacts(span);
    const kind = kindOf(attributes, facts);
    const isCall = kind === "llm" || kind === "embedding";
    return {
      ...facts,
      kind,
      ...presentFields({
        userId: facts.userId ?? textIn(attributes, "gen_ai.user.id", "gen_ai.request.user"),
        environment: textIn(attributes, "gen_ai.environment", "deployment.environment"),
        input: facts.input ?? payloadIn(attributes, "gen_ai.content.prompt", "gen_ai.tool.args"),
        output: facts.output ?? payloadIn(attributes, "gen_ai.content.completion", "gen_ai.tool.output"),
        reportedCost: isCall ? reportedCost({ total: numberIn(attributes, "gen_ai.usage.cost") }) : undefined,
      }),
      ...(isCall ? usageFacts(countsOf(attributes), kind) : {}),
    } satisfies DialectFacts;
  },
};

/** What its own word for the operation, older than the conventions', stands for. */
const TYPES: ReadonlyMap<string, SpanKind> = new Map([
  ["chat", "llm"],
  ["image", "llm"],
  ["audio", "llm"],
  ["embedding", "embedding"],
  ["vectordb", "retriever"],
  ["framework", "chain"],
  ["agent", "agent"],
]);

/** A call that failed early may name no model: its operation tells what it was. */
function kindOf(attributes: Attributes, { kind = "other" }: DialectFacts): SpanKind {
  const type = textIn(attributes, "gen_ai.type", "gen_ai.operation.name")?.toLowerCase() ?? "";
  return kind === "other" || attributes["gen_ai.operation.name"] === undefined
    ? (TYPES.get(type) ?? kind)
    : kind;
}

function countsOf(attributes: Attributes): TokenCounts {
  return {
    ...genaiCounts(attributes),
    ...presentFields({
      cacheReadTokens: countIn(attributes, "gen_ai.usage.prompt_tokens_details.cache_read"),
      cacheWriteTokens: countIn(attributes, "gen_ai.usage.prompt_tokens_details.cache_write"),
      reasoningTokens: countIn(attributes, "gen_ai.usage.completion_tokens_details.reasoning"),
      inputAudioTokens: countIn(attributes, "gen_ai.usage.prompt_tokens_details.audio"),
      outputAudioTokens: countIn(attributes, "gen_ai.usage.completion_tokens_details.audio"),
    }),
  };
}
