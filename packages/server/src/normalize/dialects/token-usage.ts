import type { SpanKind, TokenUsage } from "@breakwater/core/record/span-record";
import type { DialectFacts } from "../dialect.ts";

/** Counts as a dialect has them, in the record's semantics: input with cache, output with reasoning. */
export type TokenCounts = { readonly [Count in keyof TokenUsage | "totalTokens"]?: number | undefined };

/** Why a call of which only the sum of its tokens is told has no price. */
const ONLY_TOTAL = "only_total_tokens";

/**
 * The usage of counts that were found; nothing when there were none. A part that exceeds its whole (some senders leave
 * the cache out of the input) makes the whole as large as its parts. What is missing of a total is the other side;
 * where only a total is told, it counts as input, but what a chat cost cannot be known from it.
 */
export function usageFacts(
  counts: TokenCounts,
  kind: SpanKind | undefined,
): Pick<DialectFacts, "usage" | "usageSource" | "cost"> {
  const { inputTokens, outputTokens, totalTokens = 0, ...parts } = counts;
  const isSideTold = inputTokens !== undefined || outputTokens !== undefined;
  if (!isSideTold && totalTokens === 0) return {};
  const input = inputTokens ?? Math.max(0, totalTokens - (outputTokens ?? 0));
  const output = outputTokens ?? Math.max(0, totalTokens - input);
  const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = parts;
  const usage: TokenUsage = {
    inputTokens: Math.max(input, cacheReadTokens + cacheWriteTokens),
    outputTokens: Math.max(output, reasoningTokens),
    ...presentCounts(parts),
  };
  return isSideTold || kind === "embedding"
    ? { usage, usageSource: "reported" }
    : { usage, usageSource: "estimated", cost: { source: "unpriced", reason: ONLY_TOTAL } };
}

type Part = Exclude<keyof TokenUsage, "inputTokens" | "outputTokens">;

const PARTS: readonly Part[] = [
  ...(["cacheReadTokens", "cacheWriteTokens", "cacheWrite1hTokens"] as const),
  ...(["reasoningTokens", "inputAudioTokens", "outputAudioTokens"] as const),
];

/** Counts of nothing say nothing, and are left out. */
function presentCounts(parts: Pick<TokenCounts, Part>): Partial<TokenUsage> {
  const present: { [Name in Part]?: number } = {};
  for (const name of PARTS) {
    const count = parts[name] ?? 0;
    if (count > 0) present[name] = count;
  }
  return present;
}
