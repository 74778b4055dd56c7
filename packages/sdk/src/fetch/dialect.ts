import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { TokenUsage } from "@breakwater/core/record/span-record";
import type { LangChainRequest } from "@breakwater/core/usage/message-bound";

/** A JSON object as it came over the wire: every property may be of any shape. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a request goes. */
export interface WireTarget {
  readonly url: URL;
  readonly headers: Headers;
}

/** What the guard needs to know of a request. */
export interface WireRequest {
  readonly kind: "llm" | "embedding";
  readonly model?: string;
  readonly isStream: boolean;
  readonly serviceTier?: string;
  /** The request in the shape of which bounds are computed (`messageBound`, `outputCap`). */
  readonly request: LangChainRequest;
  /** What is kept as the input, when payloads are: messages, or the texts to embed. */
  payload(): unknown;
}

/** What an answer tells; a broken-off one tells what had come. */
export interface WireAnswer {
  /** In our semantics: input includes cache, output includes reasoning. Absent when the provider reported none. */
  readonly usage?: TokenUsage;
  readonly responseModel?: string;
  readonly serviceTier?: string;
  /** What the provider says it charged, in dollars (OpenRouter). */
  readonly reportedCostUsd?: number;
  /** What had to be put right, such as `total_exceeds_parts`. */
  readonly flags?: readonly string[];
  /** The text of the answer, tool calls as JSON; for estimates and as the output that is kept. */
  readonly text: string;
  /** An error that the provider sent inside a stream or with status 200. */
  readonly error?: unknown;
}

/** One event of a stream: a server-sent event, or a line of NDJSON (without `type`). */
export interface WireEvent {
  readonly type?: string | undefined;
  readonly data: string;
}

/** Reads one streamed answer, event by event. Never throws: what it cannot read it skips. */
export interface AnswerReader {
  /** Text that this event adds to the answer; "" for a sign of life without text, undefined for none. */
  read(event: WireEvent): string | undefined;
  /** True once the provider has said its last word; what follows is not waited for. */
  readonly isComplete: boolean;
  /** What is known so far. */
  answer(): WireAnswer;
}

/** One wire protocol of model providers. Everything here is pure. */
export interface Dialect {
  readonly name: string;
  /** Provider id where the host does not tell it, such as `openai` for anything that speaks its protocol. */
  readonly provider: string;
  readonly framing: "sse" | "ndjson";
  /** Whether a POST with a JSON body to this target is a model call of this dialect; told by the path. */
  matches(target: WireTarget): boolean;
  readRequest(body: JsonObject, target: WireTarget): WireRequest;
  /** Reads the JSON answer of a request that was not streamed. */
  readAnswer(body: unknown): WireAnswer;
  /** The text of such an answer without what {@link readAnswer} ignores, where that is most of it; JSON as well. */
  withoutBulk?(text: string): string;
  answerReader(): AnswerReader;
  /** The body of a 402 answer from which the provider's SDKs make their usual error, with our explanation in it. */
  denialBody(error: BudgetExceededError): JsonObject;
  /** The body with a cap on the output tokens; absent for dialects whose requests always have one, or need none. */
  withOutputCap?(body: JsonObject, tokens: number, target: WireTarget): JsonObject;
  /** The body of a streamed request asking for usage; undefined when it asks already, or the host might refuse. */
  askingForUsage?(body: JsonObject, target: WireTarget): JsonObject | undefined;
  /** Whether an event exists only because {@link askingForUsage} asked for it. */
  isUsageOnly?(event: WireEvent): boolean;
  /** The data of every other event as it would be without {@link askingForUsage}. */
  withoutAskedUsage?(data: string): string;
}
