/** What a test asks of a span that came as protobuf. */
export interface ProtobufSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
}

/** Field numbers of opentelemetry/proto/collector/trace/v1 and trace/v1. */
const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const SPAN = { traceId: 1, spanId: 2, parentSpanId: 4, name: 5 };

/** The spans of an `ExportTraceServiceRequest`. */
export function protobufSpans(body: Buffer): ProtobufSpan[] {
  return fields(body, RESOURCE_SPANS)
    .flatMap((resource) => fields(resource, SCOPE_SPANS))
    .flatMap((scope) => fields(scope, SPANS))
    .map((span) => ({
      traceId: fields(span, SPAN.traceId)[0]?.toString("hex") ?? "",
      spanId: fields(span, SPAN.spanId)[0]?.toString("hex") ?? "",
      parentSpanId: fields(span, SPAN.parentSpanId)[0]?.toString("hex") ?? "",
      name: fields(span, SPAN.name)[0]?.toString("utf8") ?? "",
    }));
}

/** The length-delimited fields of a number; the others are stepped over. */
function fields(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else {
      const length = varint();
      if (tag >>> 3 === wanted) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}
