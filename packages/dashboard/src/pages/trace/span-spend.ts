import type { TraceSpan } from "../../api/questions.ts";
import { costOf, isPaidFor, isUnpriced } from "./shown-span.ts";

/** What some spans cost, as far as it is known. */
export interface SpanSpend {
  readonly costNanos: number;
  readonly pricedCalls: number;
  readonly unpricedCalls: number;
}

/** What a span says of its own cost. */
export type PaidSpan = Pick<TraceSpan, "status" | "cached" | "cost">;

/** Adds up what spans cost; refused calls and answers of a cache cost nothing. */
export function spendOf(spans: readonly PaidSpan[]): SpanSpend {
  const spend = { costNanos: 0, pricedCalls: 0, unpricedCalls: 0 };
  for (const span of spans) {
    if (span.cost === undefined || !isPaidFor(span)) continue;
    spend.costNanos += costOf(span) ?? 0;
    spend[isUnpriced(span) ? "unpricedCalls" : "pricedCalls"] += 1;
  }
  return spend;
}
