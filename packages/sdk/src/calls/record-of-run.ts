import { isoMicros } from "@breakwater/core/record/record-time";
import { RECORD_VERSION, type SpanError, type SpanRecord } from "@breakwater/core/record/span-record";
import type { OpenRun, RunContext } from "./open-run.ts";

/** Where the process stands: copied into every record. */
export interface RecordOrigin {
  readonly project?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly release?: string;
}

/** Takes out of a record's texts what must not be kept. None of these may throw. */
export interface RecordRedaction {
  /** For budgets too, so that what they count is what records say. */
  context(context: RunContext): RunContext;
  error(error: SpanError): SpanError;
}

/** The part of a record that is known from the start; the caller adds how the run stands. Made once per run. */
export function recordOfRun(run: OpenRun, origin: RecordOrigin): Omit<SpanRecord, "status"> {
  run.known ??= knownAtStart(run, origin);
  return run.known;
}

function knownAtStart(run: OpenRun, origin: RecordOrigin): Omit<SpanRecord, "status"> {
  const { context, call } = run;
  return {
    v: RECORD_VERSION,
    traceId: run.traceId,
    spanId: run.spanId,
    ...(run.parentSpanId !== undefined && { parentSpanId: run.parentSpanId }),
    ...origin,
    ...(context.environment !== undefined && { environment: context.environment }),
    kind: run.kind,
    name: run.name,
    ...(call?.provider !== undefined && { provider: call.provider }),
    ...(call?.requestModel !== undefined && { requestModel: call.requestModel }),
    ...(call?.serviceTier !== undefined && { serviceTier: call.serviceTier }),
    startTime: isoMicros(run.startedAt),
    ...(run.attempt !== undefined && { attempt: run.attempt }),
    ...(context.userId !== undefined && { userId: context.userId }),
    ...(context.sessionId !== undefined && { sessionId: context.sessionId }),
    ...(context.queryType !== undefined && { queryType: context.queryType }),
    ...(context.tags !== undefined && { tags: context.tags }),
    ...(context.metadata !== undefined && { metadata: context.metadata }),
    ...(run.input !== undefined && { input: run.input }),
  };
}

/** How long something took, to the microsecond; never negative, whatever the clock did. */
export function durationMs(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}
