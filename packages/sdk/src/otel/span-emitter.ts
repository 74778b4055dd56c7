import type { SpanRecord } from "@breakwater/core/record/span-record";
import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { RunStart } from "../calls/open-run.ts";
import type { SpanPlace, SpanSink } from "../calls/span-sink.ts";
import { version } from "../version.ts";
import { type CallFacts, callFactsOf, otelKindOf, spanNameOf } from "./call-facts.ts";
import { CallMetrics } from "./call-metrics.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { endAttributes, errorTypeOf, ownAttributes } from "./end-attributes.ts";
import { addContent } from "./message-content.ts";
import { SCOPE_NAME } from "./scope-name.ts";
import { epochMicrosOf, hrTimeOf } from "./span-time.ts";
import { requestAttributes, startAttributes } from "./start-attributes.ts";
import { traceHeaders } from "./trace-headers.ts";

/** A run that has started and not ended. */
interface OpenSpan {
  readonly facts: CallFacts;
  readonly startMicros: number;
  /** Absent where only measurements are taken. */
  readonly span?: Span;
}

/** How a span emitter works. */
export interface SpanEmitterParts {
  readonly choice: EmissionChoice;
  /** Hears of what went wrong here; the host never does. */
  onInternalError(error: unknown): void;
}

/**
 * Makes a span of every run and measures model calls, through whatever the host has registered with OpenTelemetry.
 * Holds an entry for every open run of the tracker, which closes each of them once, and none longer.
 */
export class SpanEmitter implements SpanSink {
  readonly #parts: SpanEmitterParts;
  readonly #metrics: CallMetrics;
  readonly #open = new Map<string, OpenSpan>();

  constructor(parts: SpanEmitterParts) {
    this.#parts = parts;
    this.#metrics = new CallMetrics(parts.choice);
  }

  /** Number of runs that have not ended. */
  get openSpans(): number {
    return this.#open.size;
  }

  open(start: RunStart, startedAt: number): SpanPlace | undefined {
    return this.#guarded(() => this.#start(start, epochMicrosOf(startedAt)));
  }

  close(runId: string, record: SpanRecord): void {
    const open = this.#open.get(runId);
    this.#open.delete(runId);
    this.#guarded(() => {
      const around = open?.span ? trace.setSpan(context.active(), open.span) : context.active();
      this.#metrics.record(record, open?.facts ?? callFactsOf(record), around);
    });
    if (open?.span) this.#end(open.span, open, record);
  }

  inside<T>(runId: string, act: () => T): T {
    const around = this.#guarded(() => this.#contextOf(runId));
    if (!around) return act();
    let isEntered = false;
    try {
      return context.with(around, () => {
        isEntered = true;
        return act();
      });
    } catch (error) {
      if (isEntered) throw error;
      this.#parts.onInternalError(error);
      return act();
    }
  }

  headers(runId: string): Readonly<Record<string, string>> {
    const made = this.#guarded(() => {
      const around = this.#contextOf(runId);
      return around && traceHeaders(around, this.#parts.choice.propagate);
    });
    return made ?? {};
  }

  #start(start: RunStart, startMicros: number): SpanPlace | undefined {
    const { choice } = this.#parts;
    const facts = callFactsOf(start);
    const parent = this.#parentContext(start.parentId);
    const options = {
      kind: otelKindOf(start.kind),
      startTime: hrTimeOf(startMicros),
      attributes: startAttributes(start, facts, choice),
    };
    const span = trace.getTracer(SCOPE_NAME, version).startSpan(spanNameOf(start, facts), options, parent);
    const own = span.spanContext();
    const above = trace.getSpanContext(parent);
    // Without an SDK, or where tracing is suppressed, the span is nobody's, or its parent's once more.
    const isOwn = isSpanContextValid(own) && own.spanId !== above?.spanId;
    if (!isOwn && !this.#metrics.isHeard) return undefined;
    this.#open.get(start.id)?.span?.end();
    this.#open.set(start.id, { facts, startMicros, ...(isOwn && { span }) });
    if (!isOwn) return undefined;
    if (span.isRecording()) span.setAttributes(requestAttributes(start, choice));
    const isChild = above !== undefined && isSpanContextValid(above) && above.traceId === own.traceId;
    return { traceId: own.traceId, spanId: own.spanId, ...(isChild && { parentSpanId: above.spanId }) };
  }

  #end(span: Span, { startMicros }: OpenSpan, record: SpanRecord): void {
    const { choice } = this.#parts;
    const end = hrTimeOf(startMicros + Math.round((record.durationMs ?? 0) * 1_000));
    this.#guarded(() => {
      if (!span.isRecording()) return;
      span.setAttributes({ ...endAttributes(record, choice), ...ownAttributes(record) });
      if (choice.capturesContent) {
        addContent(span, record, { choice, times: { start: hrTimeOf(startMicros), end } });
      }
      if (errorTypeOf(record) === undefined) return;
      const message = record.error?.message ?? record.status;
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    });
    this.#guarded(() => span.end(end));
  }

  /** Below the run that it is a step of, else below whatever the host does at the moment. */
  #parentContext(parentId: string | undefined): Context {
    return (parentId === undefined ? undefined : this.#contextOf(parentId)) ?? context.active();
  }

  #contextOf(runId: string): Context | undefined {
    const span = this.#open.get(runId)?.span;
    return span && trace.setSpan(context.active(), span);
  }

  #guarded<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#parts.onInternalError(error);
      return undefined;
    }
  }
}
