import {
  type Attributes,
  type Context,
  type HrTime,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";

/** A span that was started here, with everything that was said of it. */
export interface MemorySpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: SpanContext;
  readonly parentSpanId: string | undefined;
  readonly startTime: TimeInput | undefined;
  readonly attributes: Attributes;
  /** What samplers saw. */
  readonly startAttributes: Attributes;
  readonly events: { readonly name: string; readonly attributes: Attributes }[];
  status: SpanStatus;
  /** Number of calls of `end`; 1 when all is well. */
  ends: number;
  endTime: TimeInput | undefined;
}

/** A tracer provider that keeps its spans. */
export class MemorySpans implements TracerProvider {
  readonly spans: MemorySpan[] = [];
  /** False: spans have ids and record nothing, as with a sampler that says no. */
  isSampled = true;
  /** Thrown by the next spans, when set. */
  failure: Error | undefined;
  #count = 0;

  getTracer(): Tracer {
    const startSpan = (name: string, options: SpanOptions = {}, parent?: Context) =>
      this.#start(name, options, parent);
    return {
      startSpan,
      startActiveSpan: () => {
        throw new Error("not used");
      },
    };
  }

  /** The span of a name. @throws Error when there is none, or several. */
  named(name: string): MemorySpan {
    const found = this.spans.filter((span) => span.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(
        `${found.length} spans ${name} among ${this.spans.map((span) => span.name).join(", ")}`,
      );
    return first;
  }

  #start(name: string, options: SpanOptions, parent: Context | undefined): Span {
    if (this.failure) throw this.failure;
    const above = parent && trace.getSpanContext(parent);
    const isChild = above !== undefined && isSpanContextValid(above);
    this.#count += 1;
    const spanContext: SpanContext = {
      traceId: isChild ? above.traceId : this.#count.toString(16).padStart(32, "a"),
      spanId: this.#count.toString(16).padStart(16, "b"),
      traceFlags: this.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
    if (!this.isSampled) return trace.wrapSpanContext(spanContext);
    const kept: MemorySpan = {
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      spanContext,
      parentSpanId: isChild ? above.spanId : undefined,
      startTime: options.startTime,
      attributes: { ...options.attributes },
      startAttributes: { ...options.attributes },
      events: [],
      status: { code: SpanStatusCode.UNSET },
      ends: 0,
      endTime: undefined,
    };
    this.spans.push(kept);
    return recording(kept);
  }
}

/** Milliseconds between the ends of a span. */
export function durationMsOf({ startTime, endTime }: MemorySpan): number {
  return epochMsOf(endTime) - epochMsOf(startTime);
}

function epochMsOf(time: TimeInput | undefined): number {
  if (!Array.isArray(time)) throw new Error("not a time in seconds and nanoseconds");
  const [seconds, nanos]: HrTime = time;
  return seconds * 1_000 + nanos / 1e6;
}

/** The API lets callers leave out the attributes and give a time in their place. */
function attributesIn(given: Attributes | TimeInput | undefined): Attributes {
  return typeof given === "object" && !Array.isArray(given) && !(given instanceof Date) ? { ...given } : {};
}

function recording(kept: MemorySpan): Span {
  const span: Span = {
    spanContext: () => kept.spanContext,
    setAttribute: (name, value) => span.setAttributes({ [name]: value }),
    setAttributes: (attributes) => {
      Object.assign(kept.attributes, attributes);
      return span;
    },
    addEvent: (name, attributes) => {
      kept.events.push({ name, attributes: attributesIn(attributes) });
      return span;
    },
    addLink: () => span,
    addLinks: () => span,
    setStatus: (status) => {
      kept.status = status;
      return span;
    },
    updateName: () => span,
    end: (time) => {
      kept.ends += 1;
      kept.endTime = time;
    },
    isRecording: () => kept.ends === 0,
    recordException: () => undefined,
  };
  return span;
}
