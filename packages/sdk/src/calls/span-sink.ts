import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { RunStart } from "./open-run.ts";

/** Where a span stands in its trace. */
export interface SpanPlace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/**
 * Hears of spans as they start and end, and may place them in a trace that the host already has (OpenTelemetry).
 * Nothing here may throw.
 */
export interface SpanSink {
  /** A run starts. The place of its span, when this sink keeps one; called inside the host's async context. */
  open(start: RunStart, startedAt: number): SpanPlace | undefined;
  /** A run has ended as `record` says. */
  close(runId: string, record: SpanRecord): void;
}
