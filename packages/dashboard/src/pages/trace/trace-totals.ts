import type { TraceSpan } from "../../api/questions.ts";
import { type SpanSpend, spendOf } from "./span-spend.ts";

/** All of a trace in a few numbers. */
export interface TraceTotals extends SpanSpend {
  /** The first step: the one without a parent, or else the earliest. */
  readonly root: TraceSpan | undefined;
  /** Absent where no span told how long it took. */
  readonly durationMs: number | undefined;
  readonly errors: number;
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
}

/** Sums a trace up. */
export function traceTotals(spans: readonly TraceSpan[]): TraceTotals {
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, 0];
  for (const { startTime, durationMs } of spans) {
    const start = Date.parse(startTime);
    startMs = Math.min(startMs, start);
    endMs = Math.max(endMs, start + (durationMs ?? 0));
  }
  return {
    ...spendOf(spans),
    errors: spans.filter(({ status }) => status === "error").length,
    root: spans.find(({ parentSpanId }) => parentSpanId === undefined) ?? spans[0],
    durationMs: spans.some(({ durationMs }) => durationMs !== undefined)
      ? Math.max(0, endMs - startMs)
      : undefined,
    userId: spans.find(({ userId }) => userId !== undefined)?.userId,
    sessionId: spans.find(({ sessionId }) => sessionId !== undefined)?.sessionId,
  };
}
