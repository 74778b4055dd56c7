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
  /**
   * Runs `act` as code inside a run's span, so that what it calls (an instrumented HTTP client) becomes a part of it.
   * Returns and throws what `act` does; a run without a span changes nothing.
   */
  inside?<T>(runId: string, act: () => T): T;
  /**
   * Headers that carry a run's place to the provider, by lower-case name. Empty when it has none, or when somebody
   * nearer to the wire adds them; a header that the request has already must be left as it is.
   */
  headers?(runId: string): Readonly<Record<string, string>>;
}
