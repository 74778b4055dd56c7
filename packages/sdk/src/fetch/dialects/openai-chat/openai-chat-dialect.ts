import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireEvent, WireRequest, WireTarget } from "../../dialect.ts";
import { lastChunkIsUsage, withoutNullUsage } from "./asked-usage.ts";
import { ChatAnswerReader, readChatAnswer } from "./chat-answer.ts";
import { chatRequest } from "./chat-request.ts";

const PATH = /\/chat\/completions\/?$/;
const DEPLOYMENT = /\/deployments\/([^/]+)\/chat\/completions\/?$/;

/** Azure refuses `stream_options` in versions of its API before this one. */
const AZURE_SINCE = "2024-09-01";

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
  denialBody,
  withOutputCap,
  askingForUsage,
  isUsageOnly: (event: WireEvent) => lastChunkIsUsage(event.data),
  withoutAskedUsage: withoutNullUsage,
};

function readRequest(body: JsonObject, { url }: WireTarget): WireRequest {
  const model = textOf(body["model"]) ?? deploymentOf(url);
  const serviceTier = textOf(body["service_tier"]);
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: body["stream"] === true,
    // `auto` says no more than that the provider chooses; the answer tells.
    ...(serviceTier !== undefined && serviceTier !== "auto" && { serviceTier }),
    request: chatRequest(body, model),
    payload: () => body["messages"],
  };
}

/** Azure names the model's deployment in the path. */
function deploymentOf(url: URL): string | undefined {
  const [, deployment] = DEPLOYMENT.exec(url.pathname) ?? [];
  return deployment === undefined ? undefined : decodeURIComponent(deployment);
}

function denialBody(error: BudgetExceededError): JsonObject {
  return { error: { message: error.message, type: "budget_exceeded", param: null, code: error.code } };
}

/** Reasoning models refuse `max_tokens`; servers other than OpenAI's may know nothing else. */
function withOutputCap(body: JsonObject, tokens: number, { url }: WireTarget): JsonObject {
  const isOpenAi = url.hostname === "api.openai.com" || url.hostname.endsWith(".azure.com");
  return { ...body, [isOpenAi ? "max_completion_tokens" : "max_tokens"]: tokens };
}

function askingForUsage(body: JsonObject, { url }: WireTarget): JsonObject | undefined {
  const options = body["stream_options"];
  if (body["stream"] !== true || property(options, "include_usage") === true) return undefined;
  if (!takesStreamOptions(body, url)) return undefined;
  return { ...body, stream_options: { ...(options as object | null | undefined), include_usage: true } };
}

/** Mistral refuses fields that it does not know, and reports usage unasked. */
function takesStreamOptions(body: JsonObject, url: URL): boolean {
  if (url.hostname === "api.mistral.ai" || body["data_sources"] !== undefined) return false;
  const version = url.searchParams.get("api-version");
  return version === null || !DEPLOYMENT.test(url.pathname) || version >= AZURE_SINCE;
}
