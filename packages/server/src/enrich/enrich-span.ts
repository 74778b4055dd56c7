import { nanosFromUsd } from "@breakwater/core/money/nanos";
import type { PriceBook } from "@breakwater/core/pricing/price-book";
import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanCost, type SpanRecord } from "@breakwater/core/record/span-record";
import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";

/** What enriching needs. */
export interface EnrichParts {
  readonly prices: PriceBook;
  /** Code points kept of a prompt or an answer; 0 keeps none. */
  readonly maxPayloadLength: number;
}

/** Prices a record that came without a cost, and makes its payload fit to be kept. */
export function enrichSpan(
  record: SpanRecord,
  { prices, maxPayloadLength }: EnrichParts,
  reportedCostUsd?: number,
): SpanRecord {
  const { input, output, ...rest } = record;
  const cost = record.cost ?? costOf(record, prices, reportedCostUsd);
  return {
    ...rest,
    ...(cost !== undefined && { cost }),
    ...payloadOf("input", input, maxPayloadLength),
    ...payloadOf("output", output, maxPayloadLength),
  };
}

/** Only leaf inference calls are paid for; what the provider itself says of the price goes before our list. */
function costOf(
  record: SpanRecord,
  prices: PriceBook,
  reportedCostUsd: number | undefined,
): SpanCost | undefined {
  const { kind, usage, provider, responseModel, requestModel, serviceTier } = record;
  if (!isInference(kind)) return undefined;
  if (reportedCostUsd !== undefined && Number.isFinite(reportedCostUsd) && reportedCostUsd >= 0) {
    const totalNanos = nanosFromUsd(reportedCostUsd);
    return { source: "reported", totalNanos, inputNanos: totalNanos, outputNanos: 0, catalogue: "sender" };
  }
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

/**
 * A call that was answered was paid for, also where its sender says nothing of tokens (streams of some
 * instrumentations): that is an unknown price, not a price of nothing.
 */
function isUsageMissing({ status, cached }: SpanRecord): boolean {
  return cached !== true && (status === "ok" || status === "cancelled");
}

function payloadOf(
  side: "input" | "output",
  text: string | undefined,
  maxLength: number,
): Partial<SpanRecord> {
  if (text === undefined || maxLength === 0) return {};
  // Cutting first keeps the redaction of a huge payload quick; the margin keeps a secret at the cut whole.
  return { [side]: truncateCodePoints(redactSecrets(text.slice(0, 4 * maxLength)), maxLength) };
}
