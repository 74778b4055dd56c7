import { nanosFromUsd } from "@breakwater/core/money/nanos";
import type { PriceBook } from "@breakwater/core/pricing/price-book";
import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanCost, type SpanRecord } from "@breakwater/core/record/span-record";
import { REDACTED, redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import type { ReportedCost } from "../normalize/dialect.ts";

/** What is kept of prompts and answers. */
export interface PayloadRules {
  /** Code points kept of a prompt or an answer; 0 keeps none. */
  readonly maxPayloadLength: number;
  /** What else is taken out of prompts and answers, besides secrets. Patterns are global. */
  readonly redactPatterns?: readonly RegExp[];
}

/** What enriching needs. */
export interface EnrichParts extends PayloadRules {
  readonly prices: PriceBook;
}

/** Prices a record that came without a cost, and makes its payload fit to be kept. */
export function enrichSpan(record: SpanRecord, parts: EnrichParts, reported?: ReportedCost): SpanRecord {
  const { input: prompt, output: answer, ...rest } = record;
  const cost = costOf(record, parts.prices, reported);
  const input = keptText(prompt, parts);
  const output = keptText(answer, parts);
  return {
    ...rest,
    ...(cost !== undefined && { cost }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
  };
}

/** A single call that is said to cost more is a mistake of its sender. */
const MAX_REPORTED_USD = 1_000_000;

/**
 * Only leaf inference calls are paid for; what the sender knows of the price goes before our list, also that it cannot
 * be known.
 */
function costOf(
  record: SpanRecord,
  prices: PriceBook,
  reported: ReportedCost | undefined,
): SpanCost | undefined {
  const { kind, usage, provider, responseModel, requestModel, serviceTier } = record;
  if (record.cost !== undefined && record.cost.source !== "unpriced") return record.cost;
  if (!isInference(kind)) return record.cost;
  if (reported !== undefined && isBelievable(reported)) return reportedCostOf(reported);
  if (record.cost !== undefined) return record.cost;
  if (usage === undefined)
    return isUsageMissing(record) ? { source: "unpriced", reason: "no_usage" } : undefined;
  const at = epochMsOf(record.startTime);
  const priced = prices.price({ provider, model: responseModel ?? requestModel, serviceTier, at, usage });
  const isOtherName =
    responseModel !== undefined && requestModel !== undefined && requestModel !== responseModel;
  return priced.source === "unpriced" && isOtherName
    ? prices.price({ provider, model: requestModel, serviceTier, at, usage })
    : priced;
}

function isBelievable({ totalUsd, inputUsd = 0 }: ReportedCost): boolean {
  return totalUsd >= 0 && totalUsd <= MAX_REPORTED_USD && inputUsd >= 0 && inputUsd <= totalUsd;
}

/** A cost that is not told apart counts as the input's. */
function reportedCostOf({ totalUsd, inputUsd = totalUsd }: ReportedCost): SpanCost {
  const totalNanos = nanosFromUsd(totalUsd);
  const inputNanos = Math.min(totalNanos, nanosFromUsd(inputUsd));
  const outputNanos = totalNanos - inputNanos;
  return { source: "reported", totalNanos, inputNanos, outputNanos, catalogue: "sender" };
}

/**
 * A call that was answered was paid for, also where its sender says nothing of tokens (streams of some
 * instrumentations): that is an unknown price, not a price of nothing.
 */
function isUsageMissing({ status, cached }: SpanRecord): boolean {
  return cached !== true && (status === "ok" || status === "cancelled");
}

/** What is kept of a prompt or an answer: no secrets, and not longer than the rules allow; undefined for nothing. */
export function keptText(
  text: string | undefined,
  { maxPayloadLength, redactPatterns = [] }: PayloadRules,
): string | undefined {
  if (text === undefined || maxPayloadLength === 0) return undefined;
  // Cutting first keeps the redaction of a huge payload quick; the margin keeps a secret at the cut whole.
  const cut = redactSecrets(text.slice(0, 4 * maxPayloadLength));
  const redacted = redactPatterns.reduce((kept, pattern) => kept.replaceAll(pattern, REDACTED), cut);
  return truncateCodePoints(redacted, maxPayloadLength);
}
