import type { SpanKind, TokenUsage } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { presentFields } from "./present-fields.ts";
import { countOfValue, metadataBelow, payloadIn, structureIn, textIn, textsIn } from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

/** Langfuse's SDKs from 4 on. Source: recorded exports of `@langfuse/otel` and `@langfuse/openai` 5.11. */
export const langfuseDialect: SpanDialect = {
  name: "langfuse",
  matches: ({ attributes }) => attributes["langfuse.observation.type"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const kind = kindOf(span);
    const isCall = kind === "llm" || kind === "embedding";
    const isFailed = attributes["langfuse.observation.level"] === "ERROR";
    return {
      kind,
      ...presentFields({
        requestModel:
          textIn(attributes, "langfuse.observation.metadata.ls_model_name") ?? modelOf(attributes),
        responseModel: modelOf(attributes),
        provider: textIn(attributes, "langfuse.observation.metadata.ls_provider"),
        userId: textIn(attributes, "user.id", "langfuse.user.id"),
        sessionId: textIn(attributes, "session.id", "langfuse.session.id"),
        environment: textIn(attributes, "langfuse.environment"),
        release: textIn(attributes, "langfuse.release"),
        tags: textsIn(attributes, "langfuse.trace.tags"),
        metadata: metadataOfBoth(attributes),
        input: payloadIn(attributes, "langfuse.observation.input"),
        output: payloadIn(attributes, "langfuse.observation.output"),
        timeToFirstTokenMs: firstTokenMs(span),
        errorMessage: isFailed ? textIn(attributes, "langfuse.observation.status_message") : undefined,
        status: isFailed ? ("error" as const) : undefined,
        reportedCostUsd: isCall ? costOf(attributes) : undefined,
      }),
      ...(isFailed && { errorType: "Error" }),
      ...(isCall ? usageFacts(countsOf(attributes)) : {}),
    } satisfies DialectFacts;
  },
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["generation", "llm"],
  ["embedding", "embedding"],
  ["tool", "tool"],
  ["retriever", "retriever"],
  ["agent", "agent"],
  ["chain", "chain"],
  ["span", "chain"],
]);

/** The wrapper of OpenAI's client records embeddings as generations. */
function kindOf({ attributes, name }: OtlpSpan): SpanKind {
  const type = textIn(attributes, "langfuse.observation.type")?.toLowerCase() ?? "";
  if (type === "generation" && name.endsWith(".embeddings")) return "embedding";
  return KINDS.get(type) ?? "other";
}

function modelOf(attributes: Attributes): string | undefined {
  return textIn(attributes, "langfuse.observation.model.name");
}

function metadataOfBoth(attributes: Attributes): DialectFacts["metadata"] | undefined {
  const ofTrace = metadataBelow(attributes, "langfuse.trace.metadata.");
  const own = metadataBelow(attributes, "langfuse.observation.metadata.");
  return ofTrace === undefined && own === undefined ? undefined : { ...ofTrace, ...own };
}

/** Buckets that add up to the whole, by the part of usage that they belong to. */
const INPUT_PARTS: ReadonlyMap<string, keyof TokenUsage> = new Map([
  ["input_cache_read", "cacheReadTokens"],
  ["input_cached_tokens", "cacheReadTokens"],
  ["cache_read_input_tokens", "cacheReadTokens"],
  ["input_cache_creation", "cacheWriteTokens"],
  ["cache_creation_input_tokens", "cacheWriteTokens"],
  ["input_audio", "inputAudioTokens"],
  ["input_audio_tokens", "inputAudioTokens"],
]);
const OUTPUT_PARTS: ReadonlyMap<string, keyof TokenUsage> = new Map([
  ["output_reasoning", "reasoningTokens"],
  ["output_reasoning_tokens", "reasoningTokens"],
  ["output_audio", "outputAudioTokens"],
  ["output_audio_tokens", "outputAudioTokens"],
]);
const INPUT_WHOLES = ["input", "input_tokens", "prompt_tokens", "promptTokens"];
const OUTPUT_WHOLES = ["output", "output_tokens", "completion_tokens", "completionTokens"];

/** Langfuse keeps parts out of `input` and `output`; the record's counts include them. */
function countsOf(attributes: Attributes): Partial<TokenUsage> {
  const details = structureIn(attributes, "langfuse.observation.usage_details");
  const count = (name: string) => countOfValue(property(details, name));
  const first = (names: readonly string[]) => names.map(count).find((found) => found !== undefined);
  const input = first(INPUT_WHOLES);
  const output = first(OUTPUT_WHOLES);
  const parts: Record<string, number> = {};
  let inputTokens = input ?? 0;
  let outputTokens = output ?? 0;
  for (const [name, part] of [...INPUT_PARTS, ...OUTPUT_PARTS]) {
    const found = count(name) ?? 0;
    parts[part] = (parts[part] ?? 0) + found;
    if (INPUT_PARTS.has(name)) inputTokens += found;
    else outputTokens += found;
  }
  return {
    ...parts,
    ...(input !== undefined && { inputTokens }),
    ...(output !== undefined && { outputTokens }),
  };
}

/** What Langfuse's SDK was told; failed calls are said to cost 0, which is no price. */
function costOf(attributes: Attributes): number | undefined {
  const total = property(structureIn(attributes, "langfuse.observation.cost_details"), "total");
  return typeof total === "number" && total > 0 ? total : undefined;
}

/** JSON text of an ISO 8601 time. */
function firstTokenMs({ attributes, startTimeUnixNano }: OtlpSpan): number | undefined {
  const text = textIn(attributes, "langfuse.observation.completion_start_time");
  const at = text === undefined ? Number.NaN : Date.parse(text.replaceAll('"', ""));
  const elapsed = at - Number(startTimeUnixNano / 1000n) / 1000;
  return elapsed >= 0 ? elapsed : undefined;
}
