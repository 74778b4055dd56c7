import type { PriceBook } from "@breakwater/core/pricing/price-book";
import type {
  SpanCost,
  SpanError,
  SpanStatus,
  TokenUsage,
  UsageSource,
} from "@breakwater/core/record/span-record";
import { messageEstimate } from "@breakwater/core/usage/message-bound";
import { fromUsageMetadata } from "@breakwater/core/usage/reported-usage";
import { estimateTokens } from "@breakwater/core/usage/token-estimate";
import { loadedTokenizer } from "@breakwater/core/usage/tokenizer";
import type { OpenRun } from "./open-run.ts";

/** How a run ended: what the record says beyond what was known at the start. */
export interface RunOutcome {
  readonly status: Exclude<SpanStatus, "running">;
  readonly error?: SpanError;
  readonly usage?: TokenUsage;
  readonly usageSource?: UsageSource;
  readonly responseModel?: string;
  readonly serviceTier?: string;
  readonly cost?: SpanCost;
  readonly cached?: boolean;
  readonly output?: string;
}

const NOTHING_USED: TokenUsage = { inputTokens: 0, outputTokens: 0 };

/** A call that a cache answered: nothing was sent, nothing is paid. */
export function cachedOutcome(responseModel: string | undefined, catalogue: string): RunOutcome {
  return {
    status: "ok",
    cached: true,
    usage: NOTHING_USED,
    usageSource: "reported",
    ...(responseModel !== undefined && { responseModel }),
    cost: { source: "priced", totalNanos: 0, inputNanos: 0, outputNanos: 0, catalogue },
  };
}

/** What a call used, for the price of it. */
export interface PricedUsage {
  readonly usage: TokenUsage;
  readonly responseModel?: string | undefined;
  readonly serviceTier?: string | undefined;
  readonly flags?: readonly string[] | undefined;
}

/**
 * The cost of a call by the model that answered, else by the model that was asked for: either name may be the one
 * that the price list knows.
 */
export function costOf(run: OpenRun, used: PricedUsage, prices: PriceBook): SpanCost {
  const { usage, responseModel, flags } = used;
  const provider = run.call?.provider;
  const serviceTier = used.serviceTier ?? run.call?.serviceTier;
  const at = run.startedAt;
  const asked = run.call?.requestModel;
  const model = responseModel ?? asked;
  let cost = prices.price({ provider, model, serviceTier, at, usage });
  if (cost.source === "unpriced" && asked !== undefined && asked !== model) {
    cost = prices.price({ provider, model: asked, serviceTier, at, usage });
  }
  return flags && flags.length > 0 ? { ...cost, flags: [...(cost.flags ?? []), ...flags] } : cost;
}

/**
 * Usage of a call whose provider reported none: the request and the text that came back, counted by the tokenizer
 * where one is loaded, else by rule of thumb; within the limits of the call's hold.
 */
export function estimatedUsage(run: OpenRun, outputText: string): TokenUsage {
  const model = run.call?.requestModel ?? "";
  const tokenizer = loadedTokenizer(model);
  const seen = fromUsageMetadata(run.lastChunkUsage)?.usage;
  const inputTokens = seen?.inputTokens ?? messageEstimate(run.call?.request ?? {}, { tokenizer }).tokens;
  const counted = outputText === "" ? 0 : (tokenizer?.count(outputText) ?? estimateTokens(outputText, model));
  const outputTokens = Math.max(counted, seen?.outputTokens ?? 0);
  return {
    ...(seen ?? {}),
    inputTokens: Math.min(inputTokens, run.hold?.inputTokens ?? Number.POSITIVE_INFINITY),
    outputTokens: Math.min(outputTokens, run.hold?.maxOutputTokens ?? Number.POSITIVE_INFINITY),
  };
}

/** A call of which nothing came back and that may have been billed: all that it could have cost. */
export function outcomeOfHold(
  run: OpenRun,
  prices: PriceBook,
): Pick<RunOutcome, "usage" | "cost" | "usageSource"> {
  const inputTokens = estimatedUsage(run, "").inputTokens;
  const { hold } = run;
  if (!hold || hold.bound.kind === "unpriced") {
    const usage = { inputTokens, outputTokens: 0 };
    return { usage, usageSource: "estimated", cost: costOf(run, { usage }, prices) };
  }
  const usage = { inputTokens, outputTokens: hold.maxOutputTokens };
  const priced = costOf(run, { usage }, prices);
  if (priced.source === "unpriced") return { usage, usageSource: "estimated", cost: priced };
  const inputNanos = Math.min(priced.inputNanos, hold.nanos);
  const amounts = { totalNanos: hold.nanos, inputNanos, outputNanos: hold.nanos - inputNanos };
  const flags = [...(priced.flags ?? []), "charged_whole_hold"];
  return { usage, usageSource: "estimated", cost: { ...priced, ...amounts, flags } };
}

/** An outcome with what was seen nearer to the wire put first: its counts are the provider's own. */
export function seenOnTheWire(run: OpenRun, outcome: RunOutcome): RunOutcome {
  const seen = run.wire?.outcome;
  if (seen === undefined || outcome.cached === true) return outcome;
  switch (seen.kind) {
    case "answered": {
      if (seen.usageSource === "estimated" && outcome.usageSource === "reported") return outcome;
      const { kind: _, ...answer } = seen;
      return { ...outcome, ...answer };
    }
    case "not_billed": {
      if (outcome.status === "ok") return outcome;
      const { usage: _usage, usageSource: _source, cost: _cost, ...rest } = outcome;
      return rest;
    }
    case "lost":
      return outcome;
  }
}
