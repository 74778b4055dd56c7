import { addContent, hasToolCallParts } from "./content-part.ts";
import { imageTokenBound } from "./image-bound.ts";
import { estimateTokens, upperBoundTokens } from "./token-estimate.ts";
import { TokenSum } from "./token-sum.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { addInvocationParams } from "./tool-definitions.ts";
import { arrayOf, property } from "./untyped.ts";

/** A request as LangChain's start events show it; every part may be of any shape. */
export interface LangChainRequest {
  /** The messages of one prompt (`BaseMessage[]`). */
  readonly messages?: unknown;
  /** The prompts of a completion model, or the texts to embed; each a text, or the ids of its tokens. */
  readonly prompts?: readonly unknown[];
  /** `extraParams.invocation_params`. */
  readonly invocationParams?: unknown;
  readonly model?: string | undefined;
}

/** How to measure a request. */
export interface BoundOptions {
  /** Tightens the bound; must never count less than the model's own. */
  readonly tokenizer?: Tokenizer | undefined;
  /** Tokens for each image; by the model's family unless told. */
  readonly imageTokens?: number;
}

/** The size of a request in tokens. */
export interface RequestSize {
  readonly tokens: number;
  /** False when the request holds something of a size that it does not show; `tokens` is then no upper bound. */
  readonly isBounded: boolean;
  /** What that is, such as `file` or `tool:web_search`. */
  readonly unbounded: readonly string[];
  /** UTF-16 units of the texts in the messages. */
  readonly textLength: number;
}

/** Role, separators and markers of a message: 3 to 5 in OpenAI's, Llama's and Anthropic's formats. */
const MESSAGE_OVERHEAD = 8;
/** What opens the conversation and the answer; Llama's default system header has 25. */
const REQUEST_OVERHEAD = 32;
/** Name, id and markers of a tool call beyond their own text. */
const TOOL_CALL_OVERHEAD = 16;
/** What an image costs more often than not; for estimates only. */
const TYPICAL_IMAGE_TOKENS = 1_000;

/** Fields of `additional_kwargs` that are sent again with the history; the others are notes of the integration. */
const RESENT_FIELDS = ["function_call", "reasoning_content", "reasoning", "refusal", "audio", "documents"];

const BYTES: Tokenizer = { count: upperBoundTokens };
const GUESS: Tokenizer = { count: (text) => estimateTokens(text) };

/**
 * Upper bound of the input tokens of a request: each text by the tokenizer, or by its bytes; markers by the
 * dearest format known; images by the largest size. Plain texts are never written to JSON.
 */
export function messageBound(request: LangChainRequest, options: BoundOptions = {}): RequestSize {
  const imageTokens = options.imageTokens ?? imageTokenBound(request.model);
  return measure(request, new TokenSum(options.tokenizer ?? BYTES, imageTokens));
}

/** A guess at the input tokens of a request, for calls whose provider reported none. Not a bound. */
export function messageEstimate(request: LangChainRequest, options: BoundOptions = {}): RequestSize {
  const imageTokens = options.imageTokens ?? Math.min(TYPICAL_IMAGE_TOKENS, imageTokenBound(request.model));
  return measure(request, new TokenSum(options.tokenizer ?? GUESS, imageTokens));
}

function measure(request: LangChainRequest, sum: TokenSum): RequestSize {
  sum.add(REQUEST_OVERHEAD);
  try {
    for (const message of arrayOf(request.messages)) addMessage(message, sum);
    for (const prompt of arrayOf(request.prompts)) addPrompt(prompt, sum);
    addInvocationParams(request.invocationParams, sum);
  } catch {
    // Only a proxy that throws gets here; single properties are read safely already.
    sum.addUnbounded("unreadable");
  }
  return {
    tokens: sum.tokens,
    isBounded: sum.unbounded.length === 0,
    unbounded: sum.unbounded,
    textLength: sum.textLength,
  };
}

function addPrompt(prompt: unknown, sum: TokenSum): void {
  if (Array.isArray(prompt)) sum.add(prompt.length);
  else sum.addText(prompt);
}

function addMessage(message: unknown, sum: TokenSum): void {
  sum.add(MESSAGE_OVERHEAD);
  if (typeof message === "string") {
    sum.addText(message);
    return;
  }
  const content = property(message, "content");
  addContent(content, sum);
  sum.addText(property(message, "name"));
  sum.addText(property(message, "tool_call_id"));
  const extra = property(message, "additional_kwargs");
  for (const field of RESENT_FIELDS) sum.addJson(property(extra, field));
  // An answer in sound is sent again by its id alone.
  const audio = property(extra, "audio");
  if (property(audio, "id") !== undefined && property(audio, "data") === undefined) sum.addUnbounded("audio");
  if (hasToolCallParts(content)) return;
  const parsed = arrayOf(property(message, "tool_calls"));
  const calls = parsed.length > 0 ? parsed : arrayOf(property(extra, "tool_calls"));
  for (const call of calls) addToolCall(call, sum);
}

function addToolCall(call: unknown, sum: TokenSum): void {
  sum.add(TOOL_CALL_OVERHEAD);
  sum.addText(property(call, "id"));
  const details = property(call, "function");
  if (details !== undefined) {
    sum.addJson(details);
    return;
  }
  sum.addText(property(call, "name"));
  sum.addJson(property(call, "args"));
}
