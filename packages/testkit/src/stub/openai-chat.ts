import type { TokenUsage } from "@breakwater/core/record/span-record";
import { countOf, type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { StubTool, WireRequest } from "./stub-request.ts";
import {
  argumentPieces,
  contentText,
  dataFrame,
  frame,
  stableId,
  type Wire,
  type WireFrame,
} from "./wire.ts";

/**
 * OpenAI chat completions, as written in
 * https://platform.openai.com/docs/api-reference/chat and seen in the `openai` client's types.
 */
export const openAiChat: Wire = {
  name: "openai-chat",
  path: "/v1/chat/completions",
  vendor: "openai",
  readRequest,
  completeBody,
  streamFrames,
};

function readRequest(body: JsonObject): WireRequest {
  const messages = listOf(body["messages"]).map(objectOf);
  const lastUser = messages.findLastIndex((message) => message["role"] === "user");
  const maxOutputTokens = countOf(body["max_completion_tokens"]) ?? countOf(body["max_tokens"]);
  return {
    model: textOf(body["model"]),
    isStreaming: body["stream"] === true,
    texts: messages.map((message) => contentText(message["content"])),
    userText: contentText(messages[lastUser]?.["content"]),
    tools: listOf(body["tools"]).map(readTool),
    hasToolResult: messages.slice(lastUser + 1).some((message) => message["role"] === "tool"),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    choiceCount: Math.max(1, countOf(body["n"]) ?? 1),
  };
}

function readTool(tool: unknown): StubTool {
  const declared = objectOf(objectOf(tool)["function"]);
  return { name: textOf(declared["name"]), schema: objectOf(declared["parameters"]) };
}

function completeBody(answer: StubAnswer): JsonObject {
  return {
    ...head(answer, "chat.completion"),
    choices: choiceIndexes(answer).map((index) => ({
      index,
      message: {
        role: "assistant",
        content: answer.tokens.length > 0 ? answer.tokens.join("") : null,
        refusal: null,
        ...(answer.toolCalls.length > 0 ? { tool_calls: toolCalls(answer, index) } : {}),
      },
      logprobs: null,
      finish_reason: answer.finish, // chat completions use the same words
    })),
    ...(answer.isUsageOmitted ? {} : { usage: chatUsage(answer.usage) }),
  };
}

function toolCalls(answer: StubAnswer, choice: number): JsonObject[] {
  return answer.toolCalls.map((call, index) => ({
    id: toolCallId(answer, choice, index),
    type: "function",
    function: { name: call.name, arguments: call.argumentsJson },
  }));
}

function* streamFrames(answer: StubAnswer): Generator<WireFrame> {
  const isUsageAsked = objectOf(answer.request.body["stream_options"])["include_usage"] === true;
  const isUsageSent = isUsageAsked && !answer.isUsageOmitted;
  const chunk = (choices: readonly JsonObject[], isToken = false): WireFrame =>
    dataFrame(
      { ...head(answer, "chat.completion.chunk"), choices, ...(isUsageSent ? { usage: null } : {}) },
      { isToken },
    );
  const indexes = choiceIndexes(answer);
  for (const index of indexes)
    yield chunk([choiceDelta(index, { role: "assistant", content: "", refusal: null })]);
  for (const token of answer.tokens) {
    for (const index of indexes) yield chunk([choiceDelta(index, { content: token })], true);
  }
  for (const index of indexes) {
    for (const delta of toolCallDeltas(answer, index)) yield chunk([choiceDelta(index, delta)], true);
  }
  for (const index of indexes) yield chunk([{ ...choiceDelta(index, {}), finish_reason: answer.finish }]);
  if (isUsageSent)
    yield dataFrame(
      { ...head(answer, "chat.completion.chunk"), choices: [], usage: chatUsage(answer.usage) },
      { carriesUsage: true },
    );
  yield frame("data: [DONE]\n\n");
}

function choiceDelta(index: number, delta: JsonObject): JsonObject {
  return { index, delta, logprobs: null, finish_reason: null };
}

function* toolCallDeltas(answer: StubAnswer, choice: number): Generator<JsonObject> {
  for (const [index, call] of answer.toolCalls.entries()) {
    const id = toolCallId(answer, choice, index);
    yield { tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: "" } }] };
    for (const piece of argumentPieces(call.argumentsJson))
      yield { tool_calls: [{ index, function: { arguments: piece } }] };
  }
}

function head(answer: StubAnswer, object: string): JsonObject {
  return {
    id: stableId("chatcmpl-", answer.request.id),
    object,
    created: answer.createdAt,
    model: answer.model,
    ...(answer.serviceTier === undefined ? {} : { service_tier: answer.serviceTier }),
    system_fingerprint: "fp_stub",
  };
}

/** prompt_tokens includes what was read from the cache; completion_tokens includes reasoning. */
function chatUsage(usage: TokenUsage): JsonObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens ?? 0,
      audio_tokens: usage.inputAudioTokens ?? 0,
      ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      audio_tokens: usage.outputAudioTokens ?? 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function choiceIndexes(answer: StubAnswer): number[] {
  return Array.from({ length: answer.request.choiceCount }, (_, index) => index);
}

function toolCallId(answer: StubAnswer, choice: number, index: number): string {
  return stableId("call_", answer.request.id, choice * answer.toolCalls.length + index);
}
