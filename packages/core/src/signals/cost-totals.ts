import { isInference, type SpanRecord } from "../record/span-record.ts";
import type { TotalsKind } from "./bounded-totals.ts";

/** Exact sums over finished inference calls. Amounts are integer nano-dollars (1e-9 USD). */
export interface CostTotals {
  /** Calls that ended in any way but a budget's refusal; cached answers included. */
  calls: number;
  /** Calls answered by a cache; they cost nothing and their usage is not counted. */
  cachedCalls: number;
  /** Calls refused by a budget; not in `calls`. */
  blockedCalls: number;
  /** Calls that ended with an error. */
  failedCalls: number;
  /** Calls with no end reported. */
  abandonedCalls: number;
  /** Calls with a known cost. */
  pricedCalls: number;
  /** Calls whose model has no known price: their cost is in none of the sums. */
  unpricedCalls: number;
  /** Calls whose usage was estimated, not reported by the provider. */
  estimatedCalls: number;
  totalNanos: number;
  inputNanos: number;
  outputNanos: number;
  /** The part of `totalNanos` spent on calls that failed. */
  failedNanos: number;
  /** What budgets were charged for abandoned calls of unknown cost; not in `totalNanos`. */
  abandonedChargeNanos: number;
  inputTokens: number;
  outputTokens: number;
  /** The part of `inputTokens` read from the provider's cache. */
  cacheReadTokens: number;
  /** The part of `inputTokens` written to the provider's cache. */
  cacheWriteTokens: number;
  /** The part of `outputTokens` spent on reasoning. */
  reasoningTokens: number;
}

/** Totals of no calls. */
export function emptyCostTotals(): CostTotals {
  return {
    calls: 0,
    cachedCalls: 0,
    blockedCalls: 0,
    failedCalls: 0,
    abandonedCalls: 0,
    pricedCalls: 0,
    unpricedCalls: 0,
    estimatedCalls: 0,
    totalNanos: 0,
    inputNanos: 0,
    outputNanos: 0,
    failedNanos: 0,
    abandonedChargeNanos: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  };
}

/** True for records that cost totals count: finished inference calls, refused ones included. */
export function isCostRecord(record: SpanRecord): boolean {
  return record.status !== "running" && isInference(record.kind);
}

/** Adds a record's numbers, or with `sign` -1 takes back what an earlier version of it added. */
export function addRecordCost(totals: CostTotals, record: SpanRecord, sign: 1 | -1): void {
  if (record.status === "blocked") {
    totals.blockedCalls += sign;
    return;
  }
  totals.calls += sign;
  if (record.status === "error") totals.failedCalls += sign;
  else if (record.status === "abandoned") totals.abandonedCalls += sign;
  if (record.cached === true) {
    totals.cachedCalls += sign;
    return;
  }
  addUsage(totals, record, sign);
  addAmounts(totals, record, sign);
}

function addUsage(totals: CostTotals, record: SpanRecord, sign: 1 | -1): void {
  if (record.usageSource === "estimated") totals.estimatedCalls += sign;
  const usage = record.usage;
  if (usage === undefined) return;
  totals.inputTokens += sign * usage.inputTokens;
  totals.outputTokens += sign * usage.outputTokens;
  if (usage.cacheReadTokens !== undefined) totals.cacheReadTokens += sign * usage.cacheReadTokens;
  if (usage.cacheWriteTokens !== undefined) totals.cacheWriteTokens += sign * usage.cacheWriteTokens;
  if (usage.reasoningTokens !== undefined) totals.reasoningTokens += sign * usage.reasoningTokens;
}

function addAmounts(totals: CostTotals, record: SpanRecord, sign: 1 | -1): void {
  const cost = record.cost;
  if (cost === undefined) {
    if (record.status === "abandoned")
      totals.abandonedChargeNanos += sign * (record.budget?.chargedNanos ?? 0);
    return;
  }
  if (cost.source === "unpriced") {
    totals.unpricedCalls += sign;
    return;
  }
  totals.pricedCalls += sign;
  totals.totalNanos += sign * cost.totalNanos;
  totals.inputNanos += sign * cost.inputNanos;
  totals.outputNanos += sign * cost.outputNanos;
  if (record.status === "error") totals.failedNanos += sign * cost.totalNanos;
}

/** Adds up totals. */
export function foldCostTotals(into: CostTotals, from: CostTotals): void {
  for (const field of COST_FIELDS) into[field] += from[field];
}

/** Cost totals as a sort of totals; the cheapest key matters least, then the one with the fewest calls. */
export const COST_TOTALS: TotalsKind<CostTotals> = {
  create: emptyCostTotals,
  fold: foldCostTotals,
  compare: (a, b) => a.totalNanos - b.totalNanos || a.calls - b.calls,
};

const COST_FIELDS = Object.keys(emptyCostTotals()) as readonly (keyof CostTotals)[];
