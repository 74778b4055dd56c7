/** What is needed of a trace to place it in its session. */
export interface TimedTrace {
  readonly traceId: string;
  /** ISO 8601. */
  readonly startTime: string;
  readonly durationMs: number;
}

/** A trace in its session. */
export interface Turn<Trace extends TimedTrace> {
  readonly trace: Trace;
  /** Part of the session, 0 to 1. */
  readonly left: number;
  readonly width: number;
  /** Since the start of the session, milliseconds. */
  readonly sinceStartMs: number;
  /** Since the end of whatever ended last before it, milliseconds; nothing where they overlap. */
  readonly pauseMs: number;
}

/** A session from its first trace to its last. */
export interface Session<Trace extends TimedTrace> {
  readonly lengthMs: number;
  readonly turns: readonly Turn<Trace>[];
}

/** Places traces in time, each once, the earliest first. */
export function sessionOf<Trace extends TimedTrace>(traces: readonly Trace[]): Session<Trace> {
  const unique = [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
  const timed = unique
    .map((trace) => ({ trace, startMs: Date.parse(trace.startTime) }))
    .toSorted((a, b) => a.startMs - b.startMs);
  const start = timed[0]?.startMs ?? 0;
  const end = timed.reduce(
    (latest, { trace, startMs }) => Math.max(latest, startMs + trace.durationMs),
    start,
  );
  const lengthMs = end - start;
  const part = (ms: number) => (lengthMs === 0 ? 0 : ms / lengthMs);
  const turns: Turn<Trace>[] = [];
  let endedMs = start;
  for (const { trace, startMs } of timed) {
    turns.push({
      trace,
      left: part(startMs - start),
      width: lengthMs === 0 ? 1 : part(trace.durationMs),
      sinceStartMs: startMs - start,
      pauseMs: Math.max(0, startMs - endedMs),
    });
    endedMs = Math.max(endedMs, startMs + trace.durationMs);
  }
  return { lengthMs, turns };
}
