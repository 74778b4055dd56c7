import type { TraceSpan } from "../../api/questions.ts";
import { costOf, isPaidFor, isUnpriced } from "./shown-span.ts";

/** What some spans used and cost, as far as it is known. */
export interface SpanSpend {
  readonly costNanos: number;
  readonly pricedCalls: number;
  readonly unpricedCalls: number;
  /** Of model calls alone: agents and chains repeat the tokens of their steps. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Model calls that told what they used; where there is none, the tokens are unknown, not none. */
  readonly toldCalls: number;
}

/** What a span says of its own use and cost. */
export type PaidSpan = Pick<TraceSpan, "status" | "cached" | "cost" | "kind" | "usage">;

const NOTHING: SpanSpend = {
  costNanos: 0,
  pricedCalls: 0,
  unpricedCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  toldCalls: 0,
};

/** Adds up what spans used and cost; refused calls and answers of a cache cost nothing. */
export function spendOf(spans: readonly PaidSpan[]): SpanSpend {
  return spans.map(ownSpend).reduce(added, NOTHING);
}

/** What each span of a tree used and cost together with all below it; rows stand as the tree lays them out. */
export function spendBelow<Span extends PaidSpan & { readonly spanId: string }>(
  rows: readonly { readonly span: Span; readonly depth: number }[],
): ReadonlyMap<string, SpanSpend> {
  const bySpan = new Map<string, SpanSpend>();
  /** Of the spans looked at, by their depth, what has not been given to a parent yet. */
  const waiting: SpanSpend[] = [];
  for (const { span, depth } of rows.toReversed()) {
    const whole = added(ownSpend(span), waiting[depth + 1] ?? NOTHING);
    waiting[depth + 1] = NOTHING;
    waiting[depth] = added(waiting[depth] ?? NOTHING, whole);
    bySpan.set(span.spanId, whole);
  }
  return bySpan;
}

function ownSpend(span: PaidSpan): SpanSpend {
  const { kind, usage, cost } = span;
  const isCall = kind === "llm" || kind === "embedding";
  const isCounted = cost !== undefined && isPaidFor(span);
  return {
    costNanos: isCounted ? (costOf(span) ?? 0) : 0,
    pricedCalls: isCounted && !isUnpriced(span) ? 1 : 0,
    unpricedCalls: isUnpriced(span) ? 1 : 0,
    inputTokens: isCall ? (usage?.inputTokens ?? 0) : 0,
    outputTokens: isCall ? (usage?.outputTokens ?? 0) : 0,
    toldCalls: isCall && usage !== undefined ? 1 : 0,
  };
}

function added(one: SpanSpend, other: SpanSpend): SpanSpend {
  return {
    costNanos: one.costNanos + other.costNanos,
    pricedCalls: one.pricedCalls + other.pricedCalls,
    unpricedCalls: one.unpricedCalls + other.unpricedCalls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    toldCalls: one.toldCalls + other.toldCalls,
  };
}
