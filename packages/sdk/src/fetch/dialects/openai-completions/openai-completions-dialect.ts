import { countOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireRequest, WireTarget } from "../../dialect.ts";
import { askingForUsage } from "../ask-for-usage.ts";
import { lastChunkIsUsage, withoutNullUsage } from "../openai-chat/asked-usage.ts";
import { openAiDenial } from "../openai-denial.ts";
import { askedTier, openAiModel } from "../openai-request.ts";
import { CompletionsReader, readCompletion } from "./completions-answer.ts";

const PATH = /(?<!\/chat)\/completions\/?$/;

/**
 * OpenAI's older completions, still served by vLLM and other local servers, and Mistral's fill-in-the-middle.
 * https://platform.openai.com/docs/api-reference/completions
 */
export const openAiCompletionsDialect: Dialect = {
  name: "openai-completions",
  provider: "openai",
  framing: "sse",
  matches: ({ url }) => PATH.test(url.pathname),
  readRequest,
  readAnswer: readCompletion,
  answerReader: () => new CompletionsReader(),
  denialBody: openAiDenial,
  withOutputCap: (body, tokens) => ({ ...body, max_tokens: tokens }),
  askingForUsage,
  isUsageOnly: (event) => lastChunkIsUsage(event.data),
  withoutAskedUsage: withoutNullUsage,
};

function readRequest(body: JsonObject, target: WireTarget): WireRequest {
  const model = openAiModel(body, target);
  const serviceTier = askedTier(body);
  const { prompt, ...params } = body;
  const prompts = promptsOf(prompt);
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: body["stream"] === true,
    ...(serviceTier !== undefined && { serviceTier }),
    request: {
      prompts: [...prompts, params["suffix"]],
      invocationParams: { ...params, n: answersPerPrompt(body) * Math.max(1, prompts.length) },
      model,
    },
    payload: () => prompt,
  };
}

/** One text, one list of token ids, or a list of either: each is answered by itself. */
function promptsOf(prompt: unknown): readonly unknown[] {
  if (!Array.isArray(prompt)) return prompt === undefined ? [] : [prompt];
  return typeof prompt[0] === "number" ? [prompt] : prompt;
}

/** All that are generated are billed, `best_of` too. */
function answersPerPrompt(body: JsonObject): number {
  return Math.max(1, countOf(body["n"]) ?? 1, countOf(body["best_of"]) ?? 1);
}
