import type { Attributes, AttributeValue } from "./otlp-span.ts";

/** One log record or event of an OTLP request, flat: with the resource and the scope that it came under. */
export interface OtlpLog {
  /** 32 lower-case hex digits; empty when it was written outside any trace. */
  readonly traceId: string;
  /** 16 lower-case hex digits; empty when it was written outside any span. */
  readonly spanId: string;
  /** Nanoseconds since the epoch: its own time, else the one at which it was observed; 0 when it has neither. */
  readonly timeUnixNano: bigint;
  /** Such as `gen_ai.user.message`; from its field, else from the attribute `event.name`. Empty for a plain log. */
  readonly eventName: string;
  /** 1 (trace) to 24 (fatal); 0 when it has none. */
  readonly severity: number;
  /** Often a map in the events of the GenAI conventions; null when there is none. */
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** What a request held that could be read, and how many of its log records could not be taken. */
export interface DecodedLogs {
  readonly logs: readonly OtlpLog[];
  /** By reason; told to the sender as a partial success. */
  readonly rejected: Readonly<Record<string, number>>;
}
