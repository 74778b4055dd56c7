import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { readGenai } from "./genai.ts";
import { presentFields } from "./present-fields.ts";
import { countIn, numberIn, payloadIn, textIn } from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

/**
 * OpenLIT: the GenAI conventions, older names of its own, and a cost. Source: recorded exports of `openlit` 1.15 (JS) and
 * 1.45 (Python).
 */
export const openlitDialect: SpanDialect = {
  name: "openlit",
  matches: ({ attributes, resource }) =>
    (resource["telemetry.sdk.name"] === "openlit" || attributes["gen_ai.usage.cost"] !== undefined) &&
    (attributes["gen_ai.operation.name"] !== undefined || attributes["gen_ai.request.model"] !== undefined),
  read: (span) => {
    const { attributes } = span;
    const { usage, usageSource: _source, ...facts } = readGenai(span);
    const isCall = facts.kind === "llm" || facts.kind === "embedding";
    return {
      ...facts,
      ...presentFields({
        userId: facts.userId ?? textIn(attributes, "gen_ai.user.id", "gen_ai.request.user"),
        environment: textIn(attributes, "gen_ai.environment", "deployment.environment"),
        input: facts.input ?? payloadIn(attributes, "gen_ai.content.prompt", "gen_ai.tool.args"),
        output: facts.output ?? payloadIn(attributes, "gen_ai.content.completion", "gen_ai.tool.output"),
        reportedCostUsd: isCall ? positive(numberIn(attributes, "gen_ai.usage.cost")) : undefined,
      }),
      ...(isCall &&
        usage !== undefined &&
        usageFacts({
          ...usage,
          ...presentFields({
            cacheReadTokens: countIn(attributes, "gen_ai.usage.prompt_tokens_details.cache_read"),
            cacheWriteTokens: countIn(attributes, "gen_ai.usage.prompt_tokens_details.cache_write"),
            reasoningTokens: countIn(attributes, "gen_ai.usage.completion_tokens_details.reasoning"),
            outputAudioTokens: countIn(attributes, "gen_ai.usage.completion_tokens_details.audio"),
          }),
        })),
    } satisfies DialectFacts;
  },
};

/** It says 0 for models whose price it does not know. */
function positive(cost: number | undefined): number | undefined {
  return cost === undefined || cost === 0 ? undefined : cost;
}
