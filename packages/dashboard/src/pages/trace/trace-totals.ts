import type { TraceSpan } from "../../api/questions.ts";
import { costOf } from "./shown-span.ts";

/** All of a trace in a few numbers. */
export interface TraceTotals {
  /** The first step: the one without a parent, or else the earliest. */
  readonly root: TraceSpan | undefined;
  readonly durationMs: number;
  readonly costNanos: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly errors: number;
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
}

/** Sums a trace up. Tokens are those of model calls: agents and chains repeat the ones of their steps. */
export function traceTotals(spans: readonly TraceSpan[]): TraceTotals {
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, 0];
  const sums = { costNanos: 0, inputTokens: 0, outputTokens: 0, errors: 0 };
  for (const span of spans) {
    const start = Date.parse(span.startTime);
    startMs = Math.min(startMs, start);
    endMs = Math.max(endMs, start + (span.durationMs ?? 0));
    sums.costNanos += costOf(span) ?? 0;
    if (span.status === "error") sums.errors += 1;
    if (span.kind !== "llm" && span.kind !== "embedding") continue;
    sums.inputTokens += span.usage?.inputTokens ?? 0;
    sums.outputTokens += span.usage?.outputTokens ?? 0;
  }
  return {
    ...sums,
    root: spans.find(({ parentSpanId }) => parentSpanId === undefined) ?? spans[0],
    durationMs: Math.max(0, endMs - startMs),
    userId: spans.find(({ userId }) => userId !== undefined)?.userId,
    sessionId: spans.find(({ sessionId }) => sessionId !== undefined)?.sessionId,
  };
}
