import type { Dialect, JsonObject, WireEvent, WireRequest, WireTarget } from "../../dialect.ts";
import { askingForUsage } from "../ask-for-usage.ts";
import { openAiDenial } from "../openai-denial.ts";
import { askedTier, openAiModel } from "../openai-request.ts";
import { lastChunkIsUsage, withoutNullUsage } from "./asked-usage.ts";
import { ChatAnswerReader, readChatAnswer } from "./chat-answer.ts";
import { chatRequest } from "./chat-request.ts";

const PATH = /\/chat\/completions\/?$/;

/**
 * OpenAI chat completions, and the many that speak the same: Azure, Groq, OpenRouter, DeepSeek, Mistral, xAI, vLLM,
 * Ollama's `/v1`. https://platform.openai.com/docs/api-reference/chat
 */
export const openAiChatDialect: Dialect = {
  name: "openai-chat",
  provider: "openai",
  framing: "sse",
  matches: ({ url }) => PATH.test(url.pathname),
  readRequest,
  readAnswer: readChatAnswer,
  answerReader: () => new ChatAnswerReader(),
  denialBody: openAiDenial,
  withOutputCap,
  askingForUsage,
  isUsageOnly: (event: WireEvent) => lastChunkIsUsage(event.data),
  withoutAskedUsage: withoutNullUsage,
};

function readRequest(body: JsonObject, target: WireTarget): WireRequest {
  const model = openAiModel(body, target);
  const serviceTier = askedTier(body);
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: body["stream"] === true,
    ...(serviceTier !== undefined && { serviceTier }),
    request: chatRequest(body, model),
    payload: () => body["messages"],
  };
}

/** Reasoning models refuse `max_tokens`; servers other than OpenAI's may know nothing else. */
function withOutputCap(body: JsonObject, tokens: number, { url }: WireTarget): JsonObject {
  const isOpenAi = url.hostname === "api.openai.com" || url.hostname.endsWith(".azure.com");
  return { ...body, [isOpenAi ? "max_completion_tokens" : "max_tokens"]: tokens };
}
