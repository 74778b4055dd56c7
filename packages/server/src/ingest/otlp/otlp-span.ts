/** A value of an OTLP attribute. Integers beyond 2^53 stay `bigint`; bytes are base64 text. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** Attributes by name; of a name that comes twice the last counts. Has no prototype. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A timed event on a span. */
export interface OtlpEvent {
  readonly name: string;
  /** Nanoseconds since the epoch. */
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
}

/** One span of an OTLP request, flat: with the resource and the scope that it came under. */
export interface OtlpSpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Nanoseconds since the epoch. */
  readonly startTimeUnixNano: bigint;
  /** 0 when the span has not ended. */
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: readonly OtlpEvent[];
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** What a request held that could be read, and how many of its spans could not be taken. */
export interface DecodedTraces {
  readonly spans: readonly OtlpSpan[];
  /** Spans without valid ids, or beyond a limit: by reason. Told to the sender as a partial success. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** Bounds of what one request may hold; what is beyond is cut or rejected, and counted. */
export interface DecodeLimits {
  readonly maxSpans: number;
  readonly maxAttributesPerSpan: number;
  /** UTF-16 units of one attribute's text. */
  readonly maxValueLength: number;
  /** Arrays and maps inside each other. */
  readonly maxDepth: number;
  readonly maxEventsPerSpan: number;
  /** Told of each part that is left out or cut. */
  readonly onCut?: (reason: CutReason, count?: number) => void;
}

/** Why a part of something that was taken is not kept. */
export type CutReason = "attribute_left_out" | "event_left_out" | "text_cut" | "nested_too_deep";
