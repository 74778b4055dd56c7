import type { ErrorClass, SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import type { OtlpSpan } from "../ingest/otlp/otlp-span.ts";

/** One way of writing LLM facts into span attributes. Pure; never throws, whatever the attributes hold. */
export interface SpanDialect {
  /** Stable name, shown by `breakwater doctor` and counted in metrics, such as `openinference`. */
  readonly name: string;
  /** Whether a span is written in this dialect. */
  matches(span: OtlpSpan): boolean;
  /**
   * The facts in the record's semantics: input tokens include cache, output tokens include reasoning; parents that
   * repeat their children's usage carry none. Place, times and status are filled in by the caller (`normalizeSpan`).
   */
  read(span: OtlpSpan): DialectFacts;
}

/** What a sender says that a call cost, in dollars. */
export interface ReportedCost {
  readonly totalUsd: number;
  /** The part for the input, where it is told apart. */
  readonly inputUsd?: number;
}

/** What a dialect finds; everything optional, nothing empty. */
export interface DialectFacts
  extends Partial<
    Pick<
      SpanRecord,
      | "kind"
      | "provider"
      | "requestModel"
      | "responseModel"
      | "serviceTier"
      | "timeToFirstTokenMs"
      | "usage"
      | "usageSource"
      | "userId"
      | "sessionId"
      | "queryType"
      | "tags"
      | "metadata"
      | "input"
      | "output"
      | "environment"
      | "release"
      | "project"
      | "attempt"
      | "cached"
      | "cost"
      | "budget"
    >
  > {
  /** How the step stands, where the span's own status cannot say it. */
  readonly status?: SpanStatus;
  /** A better name than the span's own. */
  readonly name?: string;
  /** Class or type of the failure, where the dialect has a place for it. */
  readonly errorType?: string;
  /** The class, where the sender has told it by our own names. */
  readonly errorClass?: ErrorClass;
  /** The fingerprint, where the sender has made it as we do. */
  readonly errorFingerprint?: string;
  /** HTTP status or provider code. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly reportedCost?: ReportedCost;
  /** Why the answer ended, in the sender's words. */
  readonly finishReasons?: readonly string[];
  /** The provider's id of the answer. */
  readonly responseId?: string;
  /** Whether the answer was asked for as a stream. */
  readonly isStreamed?: boolean;
  /** The model's id of the tool call that a tool's step answers. */
  readonly toolCallId?: string;
  /** The sender's own name for its project. The project of a record is that of the key. */
  readonly sendersProject?: string;
}
