import {
  fromUsageMetadata,
  type ReportedUsage,
  withLongCacheWrites,
} from "@breakwater/core/usage/reported-usage";
import { arrayOf, countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { cornerText } from "./provider-corners.ts";

/** What a model answered, in the words of the AI SDK's model specification. */
export interface ModelAnswer {
  /** Absent when the provider reported none. */
  readonly reported?: ReportedUsage;
  readonly responseModel?: string;
  readonly serviceTier?: string;
}

/** Where the parts of an answer are found. */
export interface AnswerParts {
  readonly usage: unknown;
  readonly providerMetadata: unknown;
  readonly responseModel: unknown;
}

/** Reads the answer of `doGenerate`, or the gathered parts of a stream. */
export function modelAnswer({ usage, providerMetadata, responseModel }: AnswerParts): ModelAnswer {
  const reported = languageModelUsage(usage);
  const model = textOf(responseModel);
  const serviceTier =
    cornerText(providerMetadata, "serviceTier") ?? textOf(property(property(usage, "raw"), "service_tier"));
  return {
    ...(reported && { reported }),
    ...(model !== undefined && { responseModel: model }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

/**
 * Usage of a language model: `inputTokens.total` includes what the cache read and wrote, `outputTokens.total` the
 * reasoning. The lifetime of cache writes only the provider's own usage tells.
 */
function languageModelUsage(usage: unknown): ReportedUsage | undefined {
  const reported = fromUsageMetadata(usageMetadata(usage));
  return reported && withLongCacheWrites(reported, property(usage, "raw"));
}

/** Usage of an embedding model, which has input only; NaN where the provider reported none. */
export function embeddingUsage(usage: unknown): ReportedUsage | undefined {
  const inputTokens = countOf(property(usage, "tokens"));
  return inputTokens === undefined ? undefined : { usage: { inputTokens, outputTokens: 0 }, flags: [] };
}

/** The same counts in the form that the tracker takes with pieces of a stream. */
export function usageMetadata(usage: unknown): unknown {
  const input = property(usage, "inputTokens");
  const output = property(usage, "outputTokens");
  return {
    input_tokens: property(input, "total"),
    output_tokens: property(output, "total"),
    input_token_details: {
      cache_read: property(input, "cacheRead"),
      cache_creation: property(input, "cacheWrite"),
    },
    output_token_details: { reasoning: property(output, "reasoning") },
  };
}

/** The text of an answer's content: what the model wrote, and the tool calls it made. */
export function contentText(content: unknown): string {
  return arrayOf(content)
    .map((part) => textOf(property(part, "text")) ?? textOf(property(part, "input")) ?? "")
    .join("");
}
