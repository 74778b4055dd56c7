import type { SpanRecord } from "@breakwater/core/record/span-record";
import { mergeByTime } from "./merge-by-time.ts";
import { type MeasuredTrace, type PlannedRequest, plannedRequests } from "./replay-sources.ts";
import { replayedMs, replayedSpans } from "./replayed-spans.ts";

/** When a replay happens. */
export interface ReplayTiming {
  /** The instant that all ids hang on, epoch milliseconds. */
  readonly anchorMs: number;
  /** When the first request of a trace arrives, epoch milliseconds. */
  startOf(trace: MeasuredTrace): number;
  /** Traces' milliseconds that pass in one of ours. */
  readonly speed: number;
  /** Each request is sent in its time, and ends there: nothing can be told of it earlier. */
  readonly isLive: boolean;
}

/** A replayed request: its spans, and when it comes in the order of things, epoch milliseconds. */
export interface ReplayedRequest {
  readonly atMs: number;
  readonly spans: readonly SpanRecord[];
}

/** All spans of some traces, in the order in which their requests arrive. */
export async function* play(
  traces: readonly MeasuredTrace[],
  timing: ReplayTiming,
  hasTexts: boolean,
): AsyncGenerator<ReplayedRequest> {
  const { anchorMs, startOf, speed, isLive } = timing;
  const arrivalOf = ({ trace, offsetMs }: PlannedRequest) => startOf(trace) + offsetMs / speed;
  for await (const planned of mergeByTime(traces.map(plannedRequests), arrivalOf)) {
    const { trace, request, plan } = planned;
    const { seed, trace: name } = trace.planning;
    const atMs = arrivalOf(planned);
    const startMs = isLive ? atMs - replayedMs(plan) : atMs;
    yield { atMs, spans: replayedSpans(request, plan, { seed, trace: name, anchorMs, startMs, hasTexts }) };
  }
}
