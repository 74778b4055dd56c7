import type { TokenUsage } from "@breakwater/core/record/span-record";
import { countTokens, splitTokens } from "./split-tokens.ts";
import type { StubFinish, StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";

/** A reply with everything decided, ready for a protocol to write. */
export interface StubAnswer {
  readonly request: StubRequest;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly model: string;
  readonly serviceTier?: string;
  readonly tokens: readonly string[];
  readonly toolCalls: readonly { readonly name: string; readonly argumentsJson: string }[];
  readonly finish: StubFinish;
  /** In the house's convention. */
  readonly usage: TokenUsage;
  readonly isUsageOmitted: boolean;
  readonly startOutputTokens: number;
}

/** Fills in what the reply left open. `now` is in epoch milliseconds. */
export function resolveAnswer(request: StubRequest, reply: StubReply, now: number): StubAnswer {
  const toolCalls = (reply.toolCalls ?? []).map((call) => ({
    name: call.name,
    argumentsJson: JSON.stringify(call.arguments),
  }));
  const wanted =
    reply.tokens ?? splitTokens(reply.text ?? (toolCalls.length > 0 ? "" : defaultText(request)));
  const isCut = reply.usage?.outputTokens === undefined && wanted.length > maxTokens(request, reply);
  const tokens = isCut ? wanted.slice(0, maxTokens(request, reply)) : wanted;
  const usage: TokenUsage = {
    inputTokens: request.inputTokens,
    outputTokens: outputTokens(request, reply, tokens),
    ...reply.usage,
  };
  const natural = toolCalls.length > 0 ? "tool_calls" : "stop";
  return {
    request,
    createdAt: Math.floor(now / 1_000),
    model: reply.model ?? request.model,
    ...(reply.serviceTier === undefined ? {} : { serviceTier: reply.serviceTier }),
    tokens,
    toolCalls,
    finish: reply.finish ?? (isCut ? "length" : natural),
    usage,
    isUsageOmitted: reply.omitUsage ?? false,
    startOutputTokens: reply.startOutputTokens ?? Math.min(1, usage.outputTokens),
  };
}

/** Visible tokens that the caller's maximum leaves room for: reasoning counts against it. */
function maxTokens(request: StubRequest, reply: StubReply): number {
  const maximum = request.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  return Math.max(0, maximum - (reply.usage?.reasoningTokens ?? 0));
}

/** Derived output usage: all choices' tokens, those of the tool calls, and the reasoning; never past the caller's maximum. */
function outputTokens(request: StubRequest, reply: StubReply, tokens: readonly string[]): number {
  if (request.wire.endsWith("-embeddings")) return 0;
  const toolTokens = (reply.toolCalls ?? []).reduce(
    (sum, call) => sum + 1 + countTokens(JSON.stringify(call.arguments)),
    0,
  );
  const wanted = (tokens.length + toolTokens) * request.choiceCount + (reply.usage?.reasoningTokens ?? 0);
  return Math.min(wanted, (request.maxOutputTokens ?? Number.POSITIVE_INFINITY) * request.choiceCount);
}

function defaultText(request: StubRequest): string {
  return request.userText === "" ? "An answer." : `An answer to: ${request.userText.slice(0, 60)}`;
}
