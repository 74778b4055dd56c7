import type { DecodedTraces, DecodeLimits, OtlpSpan } from "./otlp-span.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

/** Why a span of a request was not taken. */
export type RejectReason = "invalid_id" | "no_start_time" | "too_many_spans";

/** Gathers the spans of a request, and counts those that cannot be taken. */
export class SpanCollector {
  readonly limits: DecodeLimits;
  readonly #spans: OtlpSpan[] = [];
  readonly #rejected: Partial<Record<RejectReason, number>> = {};

  constructor(limits: DecodeLimits) {
    this.limits = limits;
  }

  get isFull(): boolean {
    return this.#spans.length >= this.limits.maxSpans;
  }

  add(span: OtlpSpan): void {
    if (this.isFull) this.reject("too_many_spans");
    else if (!hasValidIds(span)) this.reject("invalid_id");
    else if (span.startTimeUnixNano <= 0n) this.reject("no_start_time");
    else this.#spans.push(span);
  }

  reject(reason: RejectReason): void {
    this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1;
  }

  decoded(): DecodedTraces {
    return { spans: this.#spans, rejected: this.#rejected };
  }
}

/** Some senders write a root's missing parent as zeros. */
export function isNoParent(spanId: string): boolean {
  return spanId === "" || spanId === NO_SPAN;
}

/** Whether it is a trace's id by the W3C's trace context: 16 bytes, not all zero. */
export function isTraceId(id: string): boolean {
  return TRACE_ID.test(id) && id !== NO_TRACE;
}

/** Whether it is a span's id by the W3C's trace context: 8 bytes, not all zero. */
export function isSpanId(id: string): boolean {
  return SPAN_ID.test(id) && id !== NO_SPAN;
}

function hasValidIds({ traceId, spanId, parentSpanId }: OtlpSpan): boolean {
  return isTraceId(traceId) && isSpanId(spanId) && (parentSpanId === undefined || SPAN_ID.test(parentSpanId));
}
