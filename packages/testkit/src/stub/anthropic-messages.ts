import type { TokenUsage } from "@breakwater/core/record/span-record";
import { countOf, type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { StubFinish } from "./stub-reply.ts";
import type { WireRequest } from "./stub-request.ts";
import { argumentPieces, contentText, namedFrame, stableId, type Wire, type WireFrame } from "./wire.ts";

/** Anthropic messages: https://docs.anthropic.com/en/api/messages and its `messages-streaming`. */
export const anthropicMessages: Wire = {
  name: "anthropic-messages",
  path: "/v1/messages",
  vendor: "anthropic",
  readRequest,
  completeBody,
  streamFrames,
  errorFrame: (body) => namedFrame(body),
};

function readRequest(body: JsonObject): WireRequest {
  const messages = listOf(body["messages"]).map(objectOf);
  const lastHuman = messages.findLastIndex(
    (message) => message["role"] === "user" && !carriesToolResult(message),
  );
  const maxOutputTokens = countOf(body["max_tokens"]);
  const system = contentText(body["system"]);
  return {
    model: textOf(body["model"]),
    isStreaming: body["stream"] === true,
    texts: [
      ...(system === "" ? [] : [system]),
      ...messages.map((message) => contentText(message["content"])),
    ],
    userText: contentText(messages[lastHuman]?.["content"]),
    tools: listOf(body["tools"])
      .map(objectOf)
      .map((tool) => ({ name: textOf(tool["name"]), schema: objectOf(tool["input_schema"]) })),
    hasToolResult: messages.slice(lastHuman + 1).some(carriesToolResult),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    choiceCount: 1,
  };
}

/** Tool results travel in messages of the role `user`. */
function carriesToolResult(message: JsonObject): boolean {
  return listOf(message["content"]).some((part) => objectOf(part)["type"] === "tool_result");
}

function completeBody(answer: StubAnswer): JsonObject {
  const text = answer.tokens.join("");
  const content = [
    ...(text === "" ? [] : [{ type: "text", text }]),
    ...answer.toolCalls.map((call, index) => ({
      ...toolUse(answer, index),
      input: JSON.parse(call.argumentsJson) as unknown,
    })),
  ];
  return { ...message(answer, endUsage(answer)), content, stop_reason: stopReason(answer.finish) };
}

function* streamFrames(answer: StubAnswer): Generator<WireFrame> {
  yield namedFrame({ type: "message_start", message: message(answer, startUsage(answer)) });
  let index = 0;
  if (answer.tokens.length > 0) {
    const deltas = answer.tokens.map((text) => ({ type: "text_delta", text }));
    yield* blockFrames(index, { type: "text", text: "" }, deltas);
    index += 1;
  }
  for (const [callIndex, call] of answer.toolCalls.entries()) {
    const pieces = ["", ...argumentPieces(call.argumentsJson)];
    const deltas = pieces.map((partial_json) => ({ type: "input_json_delta", partial_json }));
    yield* blockFrames(index, toolUse(answer, callIndex), deltas);
    index += 1;
  }
  yield namedFrame(
    {
      type: "message_delta",
      delta: { stop_reason: stopReason(answer.finish), stop_sequence: null },
      usage: endUsage(answer),
    },
    { carriesUsage: !answer.isUsageOmitted },
  );
  yield namedFrame({ type: "message_stop" });
}

function* blockFrames(
  index: number,
  content_block: JsonObject,
  deltas: readonly JsonObject[],
): Generator<WireFrame> {
  yield namedFrame({ type: "content_block_start", index, content_block });
  if (index === 0) yield namedFrame({ type: "ping" });
  for (const delta of deltas)
    yield namedFrame({ type: "content_block_delta", index, delta }, { isToken: true });
  yield namedFrame({ type: "content_block_stop", index });
}

function toolUse(answer: StubAnswer, index: number): JsonObject {
  const id = stableId("toolu_", answer.request.id, index);
  return { type: "tool_use", id, name: answer.toolCalls[index]?.name, input: {} };
}

/** The message without its content, as message_start shows it. */
function message(answer: StubAnswer, counts: JsonObject): JsonObject {
  return {
    id: stableId("msg_", answer.request.id),
    type: "message",
    role: "assistant",
    model: answer.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      ...counts,
      cache_creation: cacheCreation(answer),
      service_tier: answer.serviceTier ?? "standard",
    },
  };
}

/** Counts of message_start: all of the input, and the little output there is by then. */
function startUsage(answer: StubAnswer): JsonObject {
  return { ...inputUsage(answer), output_tokens: answer.isUsageOmitted ? 0 : answer.startOutputTokens };
}

/** Counts at the end, cumulative. */
function endUsage(answer: StubAnswer): JsonObject {
  return {
    ...inputUsage(answer),
    output_tokens: answer.isUsageOmitted ? 0 : answer.usage.outputTokens,
    ...thinkingDetails(answer),
  };
}

/** input_tokens EXCLUDES what was read from or written to the cache. @throws RangeError when the cache exceeds the input. */
function inputUsage({ usage, isUsageOmitted }: StubAnswer): JsonObject {
  const { inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const freshTokens = inputTokens - cacheReadTokens - cacheWriteTokens;
  if (freshTokens < 0)
    throw new RangeError(
      `Anthropic cannot report more cache (${cacheReadTokens} + ${cacheWriteTokens}) than input (${inputTokens})`,
    );
  return {
    input_tokens: isUsageOmitted ? 0 : freshTokens,
    cache_creation_input_tokens: isUsageOmitted ? 0 : cacheWriteTokens,
    cache_read_input_tokens: isUsageOmitted ? 0 : cacheReadTokens,
  };
}

/** cache_creation_input_tokens is the sum of both lifetimes. */
function cacheCreation({ usage, isUsageOmitted }: StubAnswer): JsonObject {
  const { cacheWriteTokens = 0, cacheWrite1hTokens = 0 }: Partial<TokenUsage> = isUsageOmitted ? {} : usage;
  return {
    ephemeral_5m_input_tokens: cacheWriteTokens - cacheWrite1hTokens,
    ephemeral_1h_input_tokens: cacheWrite1hTokens,
  };
}

function thinkingDetails({ usage, isUsageOmitted }: StubAnswer): JsonObject {
  if (usage.reasoningTokens === undefined || isUsageOmitted) return {};
  return { output_tokens_details: { thinking_tokens: usage.reasoningTokens } };
}

const STOP_REASONS: Readonly<Record<StubFinish, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

function stopReason(finish: StubFinish): string {
  return STOP_REASONS[finish];
}
