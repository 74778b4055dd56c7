import type { TokenUsage } from "@breakwater/core/record/span-record";
import type { DialectFacts } from "../dialect.ts";

/** Counts as a dialect has them, in the record's semantics: input with cache, output with reasoning. */
export type TokenCounts = { readonly [Count in keyof TokenUsage]?: number | undefined };

/**
 * The usage of counts that were found; nothing when neither input nor output was. A part that exceeds its whole (some
 * senders leave the cache out of the input) makes the whole as large as its parts.
 */
export function usageFacts(counts: TokenCounts): Pick<DialectFacts, "usage" | "usageSource"> {
  const { inputTokens, outputTokens, ...parts } = counts;
  if (inputTokens === undefined && outputTokens === undefined) return {};
  const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = parts;
  const usage: TokenUsage = {
    inputTokens: Math.max(inputTokens ?? 0, cacheReadTokens + cacheWriteTokens),
    outputTokens: Math.max(outputTokens ?? 0, reasoningTokens),
    ...presentCounts(parts),
  };
  return { usage, usageSource: "reported" };
}

/** Counts of nothing say nothing, and are left out. */
function presentCounts(parts: Omit<TokenCounts, "inputTokens" | "outputTokens">): Partial<TokenUsage> {
  return Object.fromEntries(
    Object.entries(parts).filter(([, count]) => count !== undefined && count > 0),
  ) as Partial<TokenUsage>;
}
