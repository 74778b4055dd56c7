/**
 * The one record of the house: a step of a trace. The same object is the journal line, the native wire format
 * and, column by column, the storage row. docs/schema/span-record.v1.json is generated from `record-schema.ts`,
 * which a test holds equal to these types.
 */

/** Version of the record's shape; readers accept every version up to their own. */
export const RECORD_VERSION = 1;

/** What a step does. Only `llm` and `embedding` steps carry cost. */
export type SpanKind = "llm" | "embedding" | "tool" | "retriever" | "chain" | "agent" | "other";

/**
 * How a step stands. `running` lines are written ahead for calls that hold budget; the finished line of the same
 * trace and span id replaces them. `abandoned` = no end was ever reported; `blocked` = refused by a budget.
 */
export type SpanStatus = "running" | "ok" | "error" | "cancelled" | "abandoned" | "blocked";

/** Cause of a failure, the same names for every provider. */
export type ErrorClass =
  | "rate_limit"
  | "auth"
  | "not_found"
  | "context_overflow"
  | "content_filter"
  | "timeout"
  | "aborted"
  | "connection"
  | "server"
  | "invalid_request"
  | "budget"
  | "unknown";

/** A failure, with secrets already removed from every text. */
export interface SpanError {
  readonly class: ErrorClass;
  /** Name of the thrown error's class, such as `RateLimitError`. */
  readonly type: string;
  /** Message, secrets removed, at most 2,000 code points. */
  readonly message: string;
  /** HTTP status or provider code, where there was one. */
  readonly code?: string;
  /** 16 hex digits; equal for errors that differ only in ids, numbers, addresses and the like. */
  readonly fingerprint: string;
}

/**
 * Token counts of one call. `inputTokens` includes cache reads and writes; `outputTokens` includes reasoning
 * (the convention of OpenTelemetry and LangChain). Counts are non-negative integers.
 */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  /** All cache writes, of whatever lifetime. */
  readonly cacheWriteTokens?: number;
  /** The part of `cacheWriteTokens` written with a one-hour lifetime (priced apart by Anthropic). */
  readonly cacheWrite1hTokens?: number;
  readonly reasoningTokens?: number;
  readonly inputAudioTokens?: number;
  readonly outputAudioTokens?: number;
}

/** Whether the provider reported the usage, or we estimated it. */
export type UsageSource = "reported" | "estimated";

/**
 * What a call cost, in integer nano-dollars (1e-9 USD). `unpriced` = the model's price is unknown; its amounts
 * are then absent, never 0.
 */
export type SpanCost =
  | {
      readonly source: "priced" | "reported";
      readonly totalNanos: number;
      readonly inputNanos: number;
      readonly outputNanos: number;
      /** Where the unit prices came from, such as `genai-prices@0.1.8` or `override`. */
      readonly catalogue: string;
      /** Oddities met on the way, such as `cache_exceeds_input` or `service_tier_unknown`. */
      readonly flags?: readonly string[];
    }
  | { readonly source: "unpriced"; readonly reason: string; readonly flags?: readonly string[] };

/** What the budgets did with a call. All amounts in nano-dollars. */
export interface SpanBudget {
  /** Reserved when the call started. */
  readonly heldNanos: number;
  /** Taken from the budgets when the call ended; absent while it runs or when it was blocked. */
  readonly chargedNanos?: number;
  /** True when the call had a token cap, so that `heldNanos` is a true upper bound. */
  readonly isBounded?: boolean;
  /** The cap on output tokens, per answer, that the call was given because it named none (`fitOutputTokens`). */
  readonly fittedOutputTokens?: number;
  /** Why the call was refused; only with status `blocked`. */
  readonly denial?: BudgetDenial;
}

/** Which budget refused a call, and the numbers behind it. All amounts in nano-dollars. */
export interface BudgetDenial {
  /** Name of the budget that was short. */
  readonly budget: string;
  /** The values of `per`, such as `{ userId: "user_123" }`. */
  readonly key: Readonly<Record<string, string>>;
  readonly limitNanos: number;
  readonly spentNanos: number;
  /** Held by calls still in flight. */
  readonly heldNanos: number;
  readonly requestedNanos: number;
  /** When the window ends (ISO 8601 UTC); for a rolling window, the earliest time at which enough is free again. */
  readonly resetsAt: string;
  readonly reason: "limit" | "unpriced";
}

/** One finished or running step of a trace. Optional fields are absent, never null. */
export interface SpanRecord {
  readonly v: 1;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;

  readonly project?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly release?: string;

  readonly kind: SpanKind;
  readonly name: string;
  /** Provider id of the OpenTelemetry GenAI conventions, such as `openai` or `aws.bedrock`. */
  readonly provider?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
  readonly serviceTier?: string;

  /** ISO 8601 UTC with six decimals (microseconds). */
  readonly startTime: string;
  /** Absent while running. */
  readonly durationMs?: number;
  /** From the start to the first streamed token; absent when nothing was streamed. */
  readonly timeToFirstTokenMs?: number;

  readonly status: SpanStatus;
  readonly error?: SpanError;
  /** Number of the try when a retry wrapper made this call again; 1 is the first. */
  readonly attempt?: number;
  /** True when a cache answered and nothing was sent. */
  readonly cached?: boolean;

  readonly usage?: TokenUsage;
  readonly usageSource?: UsageSource;
  readonly cost?: SpanCost;
  readonly budget?: SpanBudget;

  readonly userId?: string;
  readonly sessionId?: string;
  readonly queryType?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, MetadataValue>>;

  /** Payload, only when capture is on: text or JSON text, secrets removed, cut by code point. */
  readonly input?: string;
  readonly output?: string;
}

/** A metadata value as it is kept: scalars as they are, anything else as JSON text. */
export type MetadataValue = string | number | boolean;

/** True for the steps that are paid for: leaf inference calls. Parents that repeat their children's usage are not. */
export function isInference(kind: SpanKind): boolean {
  return kind === "llm" || kind === "embedding";
}

/**
 * True for a request below the model call that made it, as the fetch guard records those of calls that another
 * entrance opened: the call's own outcome is what counts, a failed attempt that another one made good is no error.
 */
export function isAttemptOfCall({ kind, attempt }: Pick<SpanRecord, "kind" | "attempt">): boolean {
  return kind === "other" && attempt !== undefined;
}
