import type { TokenUsage } from "@breakwater/core/record/span-record";
import type { JsonObject } from "../json-value.ts";
import type { StubRequest } from "./stub-request.ts";

/** Failures that the stub words as the provider does; `quota` = out of credit. */
export type StubFailure =
  | "rate_limit"
  | "quota"
  | "auth"
  | "permission"
  | "not_found"
  | "context_overflow"
  | "content_filter"
  | "invalid_request"
  | "server"
  | "overloaded";

/** Why the answer ends. */
export type StubFinish = "stop" | "length" | "tool_calls" | "content_filter";

/** A call of one of the offered tools. */
export interface StubToolCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** What the stub does with one call. Everything is optional: `{}` is a short text with usage derived from the request. */
export interface StubReply {
  readonly text?: string;
  /** The text in the pieces to stream; wins over `text`. */
  readonly tokens?: readonly string[];
  readonly toolCalls?: readonly StubToolCall[];
  /** Default: `length` when the answer was cut at the caller's maximum, `tool_calls` when there are any, else `stop`. */
  readonly finish?: StubFinish;
  /**
   * In the house's convention (input includes cache, output includes reasoning); each protocol converts to its own.
   * Counts left out are derived from the request. With `outputTokens` set, the answer is not cut at the maximum.
   */
  readonly usage?: Partial<TokenUsage>;
  /** Reports no usage. Anthropic's clients need the object, so its counts are then 0. */
  readonly omitUsage?: boolean;
  /** `output_tokens` in Anthropic's message_start; default 1. */
  readonly startOutputTokens?: number;
  /** The model that answers; default the one asked for. */
  readonly model?: string;
  readonly serviceTier?: string;

  /** Before the status line. */
  readonly delayMs?: number;
  /** Before the first token; of a whole answer, before the body. */
  readonly firstTokenMs?: number;
  /** Before each further token; of a whole answer, likewise in sum. */
  readonly interTokenMs?: number;

  /** Answers with this provider error. */
  readonly failure?: StubFailure;
  /** From 400 on: answers with an error of this status; overrides the status of `failure`. */
  readonly status?: number;
  /** Replaces the whole body of the error. */
  readonly errorBody?: JsonObject;
  readonly errorMessage?: string;
  /** The Retry-After header of an error. */
  readonly retryAfterSeconds?: number;

  /** Streams with status 200, and after so many tokens sends the `failure` as the provider words it within a stream. */
  readonly failAfterTokens?: number;

  /** Sends the body with `content-encoding: gzip`, each streamed event flushed by itself. */
  readonly gzip?: boolean;
  /** Writes the body in pieces of so many bytes, whatever its events. */
  readonly chunkBytes?: number;
  /** Writes the body in pieces that begin at these offsets, whatever its events. */
  readonly splitAt?: readonly number[];
  /** Breaks the connection after so many bytes of the body. */
  readonly cutAfterBytes?: number;
  /** Headers of the answer, over the stub's own; names in lower case. */
  readonly responseHeaders?: Readonly<Record<string, string>>;

  /** Breaks the connection after so many tokens; of a whole answer, in the middle of the body. */
  readonly cutAfterTokens?: number;
  /** Goes silent after so many streamed tokens, until one side closes. */
  readonly hangAfterTokens?: number;
  /** Never answers at all, until one side closes. */
  readonly hang?: boolean;
}

/** Decides what happens to a call. What it throws is answered as a 500 that no client retries. */
export type StubRespond = (request: StubRequest) => StubReply | Promise<StubReply>;

/** Gives the replies one after the other; the last one repeats. */
export function inOrder(...replies: readonly StubReply[]): StubRespond {
  let next = 0;
  return () => {
    const reply = replies[Math.min(next, replies.length - 1)] ?? {};
    next += 1;
    return reply;
  };
}
