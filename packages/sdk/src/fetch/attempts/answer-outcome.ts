import { nanosFromUsd } from "@breakwater/core/money/nanos";
import type { PriceBook } from "@breakwater/core/pricing/price-book";
import type { SpanCost, TokenUsage, UsageSource } from "@breakwater/core/record/span-record";
import { costOf, estimatedUsage } from "../../calls/call-outcome.ts";
import type { OpenRun } from "../../calls/open-run.ts";
import type { WireAnswer } from "../dialect.ts";

/** What an answer says of money, for the record of its call. */
export interface AnswerOutcome {
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
  readonly responseModel?: string;
  readonly serviceTier?: string;
  readonly cost: SpanCost;
}

/** The outcome of an answer that came whole; what its provider did not report is estimated. */
export function outcomeOfAnswer(run: OpenRun, answer: WireAnswer, prices: PriceBook): AnswerOutcome {
  const { responseModel, serviceTier, flags } = answer;
  const usage = answer.usage ?? estimatedUsage(run, answer.text);
  const priced = costOf(run, { usage, responseModel, serviceTier, flags }, prices);
  return {
    usage,
    usageSource: answer.usage ? "reported" : "estimated",
    ...(responseModel !== undefined && { responseModel }),
    ...(serviceTier !== undefined && { serviceTier }),
    cost: answer.reportedCostUsd === undefined ? priced : reportedCost(answer.reportedCostUsd, priced, run),
  };
}

/** The provider's own figure; it is split as the price list would, since providers name the sum only. */
function reportedCost(amountUsd: number, priced: SpanCost, { call }: OpenRun): SpanCost {
  const totalNanos = nanosFromUsd(amountUsd);
  const share =
    priced.source !== "unpriced" && priced.totalNanos > 0 ? priced.inputNanos / priced.totalNanos : 0;
  const inputNanos = Math.round(totalNanos * share);
  return {
    source: "reported",
    totalNanos,
    inputNanos,
    outputNanos: totalNanos - inputNanos,
    catalogue: call?.provider ?? "provider",
    ...(priced.flags && { flags: priced.flags }),
  };
}

/** A usage in LangChain's words, as the tracker takes those of streams. */
export function usageMetadataOf(usage: TokenUsage): object {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    input_token_details: { cache_read: usage.cacheReadTokens, cache_creation: usage.cacheWriteTokens },
    output_token_details: { reasoning: usage.reasoningTokens },
  };
}
