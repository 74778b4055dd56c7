import type { SpanKind } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { readGenai } from "./genai.ts";
import { presentFields } from "./present-fields.ts";
import {
  countIn,
  countOfValue,
  metadataBelow,
  payloadIn,
  structureIn,
  textIn,
  textsIn,
} from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

const METADATA = "langsmith.metadata.";

/** LangSmith's OpenTelemetry mode. Source: the exporter of `langsmith` 0.12. */
export const langsmithDialect: SpanDialect = {
  name: "langsmith",
  matches: ({ attributes }) => attributes["langsmith.span.kind"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const kind = KINDS.get(textIn(attributes, "langsmith.span.kind")?.toLowerCase() ?? "") ?? "other";
    const { usage: _usage, usageSource: _source, ...facts } = readGenai(span);
    const isCall = kind === "llm" || kind === "embedding";
    return {
      ...facts,
      kind,
      ...presentFields({
        requestModel: facts.requestModel ?? textIn(attributes, `${METADATA}ls_model_name`),
        userId: textIn(attributes, `${METADATA}user_id`, `${METADATA}userId`) ?? facts.userId,
        sessionId:
          textIn(attributes, `${METADATA}thread_id`, `${METADATA}session_id`, `${METADATA}conversation_id`) ??
          facts.sessionId,
        tags: textsIn(attributes, "langsmith.span.tags"),
        metadata: metadataBelow(attributes, METADATA),
        input: payloadIn(attributes, "gen_ai.prompt"),
        output: payloadIn(attributes, "gen_ai.completion"),
        reportedCostUsd: isCall ? costOf(attributes) : undefined,
      }),
      ...(isCall ? usageFacts(countsOf(attributes)) : {}),
    } satisfies DialectFacts;
  },
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["llm", "llm"],
  ["embedding", "embedding"],
  ["tool", "tool"],
  ["retriever", "retriever"],
  ["chain", "chain"],
  ["prompt", "chain"],
  ["parser", "chain"],
]);

function countsOf(attributes: Attributes) {
  const told = structureIn(attributes, "langsmith.usage_metadata");
  const input =
    property(told, "input_token_details") ?? structureIn(attributes, "gen_ai.usage.input_token_details");
  const output =
    property(told, "output_token_details") ?? structureIn(attributes, "gen_ai.usage.output_token_details");
  return {
    inputTokens:
      countIn(attributes, "gen_ai.usage.input_tokens") ?? countOfValue(property(told, "input_tokens")),
    outputTokens:
      countIn(attributes, "gen_ai.usage.output_tokens") ?? countOfValue(property(told, "output_tokens")),
    cacheReadTokens: countOfValue(property(input, "cache_read")),
    cacheWriteTokens: countOfValue(property(input, "cache_creation")),
    reasoningTokens: countOfValue(property(output, "reasoning")),
    inputAudioTokens: countOfValue(property(input, "audio")),
    outputAudioTokens: countOfValue(property(output, "audio")),
  };
}

function costOf(attributes: Attributes): number | undefined {
  const total = property(structureIn(attributes, "langsmith.usage_metadata"), "total_cost");
  return typeof total === "number" && total > 0 ? total : undefined;
}
