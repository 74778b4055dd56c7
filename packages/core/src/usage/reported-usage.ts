import type { TokenUsage } from "../record/span-record.ts";
import { arrayOf, countOf, property } from "./untyped.ts";

/** A usage as a provider or a framework reported it, in our semantics, and what had to be put right. */
export interface ReportedUsage {
  readonly usage: TokenUsage;
  readonly flags: readonly string[];
}

/** Raw counts before the semantics are settled. */
interface RawCounts {
  readonly input: number;
  readonly output: number;
  readonly total?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly inputAudio?: number | undefined;
  readonly outputAudio?: number | undefined;
}

/**
 * LangChain's `usage_metadata`: `input_tokens` should include cache and `output_tokens` reasoning. Integrations
 * that count otherwise are told by their own total and put right. Undefined when no counts are there.
 */
export function fromUsageMetadata(metadata: unknown): ReportedUsage | undefined {
  const inputDetails = property(metadata, "input_token_details");
  const outputDetails = property(metadata, "output_token_details");
  return settledUsage({
    input: countOf(property(metadata, "input_tokens")),
    output: countOf(property(metadata, "output_tokens")),
    total: countOf(property(metadata, "total_tokens")),
    cacheRead: countOf(property(inputDetails, "cache_read")),
    cacheWrite: countOf(property(inputDetails, "cache_creation")),
    reasoning: countOf(property(outputDetails, "reasoning")),
    inputAudio: countOf(property(inputDetails, "audio")),
    outputAudio: countOf(property(outputDetails, "audio")),
  });
}

/** LangChain's older `llmOutput.tokenUsage`, and OpenAI's own names; totals without details. */
export function fromTokenUsage(tokenUsage: unknown): ReportedUsage | undefined {
  const either = (camel: string, snake: string) =>
    countOf(property(tokenUsage, camel)) ?? countOf(property(tokenUsage, snake));
  const promptDetails = property(tokenUsage, "prompt_tokens_details");
  return settledUsage({
    input: either("promptTokens", "prompt_tokens"),
    output: either("completionTokens", "completion_tokens"),
    total: either("totalTokens", "total_tokens"),
    cacheRead: countOf(property(promptDetails, "cached_tokens")),
    cacheWrite: countOf(property(promptDetails, "cache_write_tokens")),
    reasoning: countOf(property(property(tokenUsage, "completion_tokens_details"), "reasoning_tokens")),
    inputAudio: countOf(property(promptDetails, "audio_tokens")),
    outputAudio: countOf(property(property(tokenUsage, "completion_tokens_details"), "audio_tokens")),
  });
}

/**
 * Anthropic's raw usage: its `input_tokens` excludes what was read from and written to the cache, and all its totals
 * exclude what the server used to compact the conversation.
 */
export function fromAnthropicUsage(raw: unknown): ReportedUsage | undefined {
  const iterations = arrayOf(property(raw, "iterations"));
  const compactions = iterations.filter((iteration) => property(iteration, "type") === "compaction");
  const reported = ofOneIteration(raw);
  if (reported === undefined) return undefined;
  const usage = compactions.reduce<TokenUsage>(
    (sum, compaction) => addUsage(sum, ofOneIteration(compaction)?.usage),
    reported.usage,
  );
  // The advisor is another model with another price; its tokens are in no total.
  const hasAdvisor = iterations.some((iteration) => property(iteration, "type") === "advisor_message");
  return { usage, flags: hasAdvisor ? [...reported.flags, "advisor_not_counted"] : reported.flags };
}

function addUsage(sum: TokenUsage, more: TokenUsage | undefined): TokenUsage {
  const added: Record<string, number> = { ...sum };
  for (const [name, count] of Object.entries(more ?? {})) added[name] = (added[name] ?? 0) + count;
  return { ...added, inputTokens: added["inputTokens"] ?? 0, outputTokens: added["outputTokens"] ?? 0 };
}

function ofOneIteration(raw: unknown): ReportedUsage | undefined {
  const input = countOf(property(raw, "input_tokens"));
  const output = countOf(property(raw, "output_tokens"));
  const cacheRead = countOf(property(raw, "cache_read_input_tokens"));
  const cacheWrite = countOf(property(raw, "cache_creation_input_tokens"));
  if (input === undefined && output === undefined) return undefined;
  const reported = settledUsage({
    input: (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output,
    cacheRead,
    cacheWrite,
    reasoning: countOf(property(property(raw, "output_tokens_details"), "thinking_tokens")),
  });
  return reported === undefined ? undefined : withLongCacheWrites(reported, raw);
}

/** Adds the part of the cache writes with a one-hour lifetime, which only Anthropic's raw usage tells. */
export function withLongCacheWrites(reported: ReportedUsage, raw: unknown): ReportedUsage {
  const longWrites = countOf(property(property(raw, "cache_creation"), "ephemeral_1h_input_tokens"));
  if (longWrites === undefined || longWrites === 0) return reported;
  return { ...reported, usage: { ...reported.usage, cacheWrite1hTokens: longWrites } };
}

type PartialCounts = { readonly [Field in keyof RawCounts]?: RawCounts[Field] | undefined };

/** Raw counts in our semantics; for readers of one provider's shape. Undefined when neither total is there. */
export function settledUsage(counts: PartialCounts): ReportedUsage | undefined {
  if (counts.input === undefined && counts.output === undefined) return undefined;
  const flags: string[] = [];
  const raw: RawCounts = { ...counts, input: counts.input ?? 0, output: counts.output ?? 0 };
  const { input, output } = inclusive(raw, flags);
  const details = {
    cacheReadTokens: raw.cacheRead,
    cacheWriteTokens: raw.cacheWrite,
    reasoningTokens: raw.reasoning,
    inputAudioTokens: raw.inputAudio,
    outputAudioTokens: raw.outputAudio,
  };
  const given = Object.fromEntries(Object.entries(details).filter(([, count]) => (count ?? 0) > 0));
  return { usage: { inputTokens: input, outputTokens: output, ...given }, flags };
}

/**
 * Totals that include cache and reasoning. A total beyond input + output tells what was left out: the cache
 * (Bedrock), the reasoning (xAI, Gemini), or tokens that nobody names, which then count as output, the dearer.
 */
function inclusive(raw: RawCounts, flags: string[]): { input: number; output: number } {
  let { input, output } = raw;
  const cache = (raw.cacheRead ?? 0) + (raw.cacheWrite ?? 0);
  const reasoning = raw.reasoning ?? 0;
  let missing = Math.max(0, (raw.total ?? 0) - input - output);
  // More cached tokens than input can only mean that the input does not include them.
  if (cache > 0 && (cache > input || missing === cache || missing === cache + reasoning)) {
    input += cache;
    missing = Math.max(0, missing - cache);
    flags.push("input_excluded_cache");
  }
  if (missing > 0) {
    output += missing;
    flags.push(missing === reasoning ? "output_excluded_reasoning" : "total_exceeds_parts");
  }
  if (reasoning > output) {
    output += reasoning;
    flags.push("output_excluded_reasoning");
  }
  return { input, output };
}
