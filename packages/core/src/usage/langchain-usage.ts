import type { TokenUsage, UsageSource } from "../record/span-record.ts";
import {
  fromAnthropicUsage,
  fromTokenUsage,
  fromUsageMetadata,
  type ReportedUsage,
  withLongCacheWrites,
} from "./reported-usage.ts";
import { arrayOf, countOf, property, textOf } from "./untyped.ts";

/** What was seen of a run while it streamed. */
export interface StreamedTokens {
  /** `usage_metadata` of the last chunk that had one. */
  readonly lastChunkUsage?: unknown;
  readonly sawTokens: boolean;
}

/** What the end of a LangChain run tells of its usage. Without `usage` the caller must estimate. */
export interface LangChainUsage {
  readonly usage?: TokenUsage;
  /** `estimated` when the counts are LangChain's own estimate. Present exactly when `usage` is. */
  readonly usageSource?: UsageSource;
  /** The model that answered; absent when the provider did not say (Anthropic streams). */
  readonly responseModel?: string;
  readonly serviceTier?: string;
  /** What was put right, such as `output_overcount_corrected`; absent when nothing was. */
  readonly flags?: readonly string[];
}

/**
 * Usage, model and service tier of a run from its `LLMResult`. Never throws, whatever the shape. The usage on
 * several generations (`n > 1`) is that of the call, repeated, and counts once.
 */
export function usageFromLangChain(output: unknown, streamed: StreamedTokens): LangChainUsage {
  try {
    return readResult(output, streamed);
  } catch {
    // Only a proxy that throws gets here; single properties are read safely already.
    return { flags: ["result_unreadable"] };
  }
}

function readResult(output: unknown, streamed: StreamedTokens): LangChainUsage {
  const generations = arrayOf(property(output, "generations")).flatMap((group) => arrayOf(group));
  const messages = generations.map((generation) => property(generation, "message"));
  const found = findUsage(output, generations, streamed);
  const responseModel = firstText(messages, ["model_name", "model"]);
  const serviceTier = tierOf(messages);
  return {
    ...(found === undefined ? {} : { usage: found.usage, usageSource: found.source }),
    ...(responseModel === undefined ? {} : { responseModel }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(found === undefined || found.flags.length === 0 ? {} : { flags: found.flags }),
  };
}

interface FoundUsage extends ReportedUsage {
  readonly source: UsageSource;
}

function findUsage(
  output: unknown,
  generations: readonly unknown[],
  streamed: StreamedTokens,
): FoundUsage | undefined {
  for (const generation of generations) {
    const message = property(generation, "message");
    const reported = fromUsageMetadata(property(message, "usage_metadata"));
    if (reported === undefined || isHollow(reported, generations, streamed)) continue;
    const raw = property(property(message, "response_metadata"), "usage");
    return { ...corrected(withLongCacheWrites(reported, raw), message, streamed), source: "reported" };
  }
  const llmOutput = property(output, "llmOutput");
  const rawUsage = property(llmOutput, "usage");
  const reported =
    fromTokenUsage(property(llmOutput, "tokenUsage")) ??
    fromTokenUsage(property(llmOutput, "token_usage")) ??
    fromAnthropicUsage(rawUsage) ??
    fromTokenUsage(rawUsage) ??
    fromOllama(generations);
  if (reported !== undefined && !isHollow(reported, generations, streamed))
    return { ...reported, source: "reported" };
  const estimate = property(llmOutput, "estimatedTokenUsage");
  const estimated = fromTokenUsage(estimate) ?? fromUsageMetadata(estimate);
  if (estimated === undefined || isHollow(estimated, generations, streamed)) return undefined;
  return { ...estimated, source: "estimated" };
}

/**
 * Zeros beside an answer: what converters put where the provider sent no usage (Responses streams). A call that
 * was answered has used tokens, so they are no report.
 */
function isHollow(
  { usage }: ReportedUsage,
  generations: readonly unknown[],
  streamed: StreamedTokens,
): boolean {
  if (usage.inputTokens > 0 || usage.outputTokens > 0) return false;
  return streamed.sawTokens || generations.some(hasAnswer);
}

function hasAnswer(generation: unknown): boolean {
  const message = property(generation, "message");
  const content = property(message, "content");
  return (
    textOf(property(generation, "text")) !== undefined ||
    textOf(content) !== undefined ||
    arrayOf(content).length > 0 ||
    arrayOf(property(message, "tool_calls")).length > 0
  );
}

/**
 * ChatAnthropic's streams add the output count of the first event to the final one, which already includes it;
 * the last chunk's usage holds the true count, and no input. Other integrations stream differences, so only a
 * message of Anthropic's is corrected.
 */
function corrected(reported: ReportedUsage, message: unknown, streamed: StreamedTokens): ReportedUsage {
  const metadata = property(message, "response_metadata");
  if (property(metadata, "model_provider") !== "anthropic") return reported;
  const last = streamed.lastChunkUsage;
  const trueOutput = countOf(property(last, "output_tokens"));
  if (trueOutput === undefined || trueOutput === 0 || countOf(property(last, "input_tokens")) !== 0)
    return reported;
  if (trueOutput >= reported.usage.outputTokens) return reported;
  return {
    usage: { ...reported.usage, outputTokens: trueOutput },
    flags: [...reported.flags, "output_overcount_corrected"],
  };
}

/** Ollama's completion models put their counts beside the text. */
function fromOllama(generations: readonly unknown[]): ReportedUsage | undefined {
  const info = property(generations[0], "generationInfo");
  return fromTokenUsage({
    prompt_tokens: property(info, "prompt_eval_count"),
    completion_tokens: property(info, "eval_count"),
  });
}

function firstText(messages: readonly unknown[], names: readonly string[]): string | undefined {
  for (const message of messages) {
    const metadata = property(message, "response_metadata");
    for (const name of names) {
      const text = textOf(property(metadata, name));
      if (text !== undefined) return onceOf(text);
    }
  }
  return undefined;
}

function tierOf(messages: readonly unknown[]): string | undefined {
  const direct = firstText(messages, ["service_tier"]);
  if (direct !== undefined) return direct;
  for (const message of messages) {
    const raw = property(property(message, "response_metadata"), "usage");
    const tier = textOf(property(raw, "service_tier"));
    if (tier !== undefined) return onceOf(tier);
  }
  return undefined;
}

/**
 * A text that chunk merging wrote several times in a row, once: with `n > 1`, LangChain joins the model's name of
 * each choice to `gpt-4ogpt-4o`.
 */
function onceOf(text: string): string {
  for (let length = 2; length <= text.length / 2; length += 1) {
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text)
      return text.slice(0, length);
  }
  return text;
}
