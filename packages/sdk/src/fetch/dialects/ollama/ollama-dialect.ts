import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { objectOf, textOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireRequest } from "../../dialect.ts";
import { OllamaReader, readOllamaAnswer } from "./ollama-answer.ts";
import { chatRequest, generateRequest } from "./ollama-request.ts";

const GENERATE = /\/api\/(chat|generate)\/?$/;
const EMBED = /\/api\/(embed|embeddings)\/?$/;

/** What the two have in common. */
const OLLAMA = {
  provider: "ollama",
  framing: "ndjson",
  readAnswer: readOllamaAnswer,
  answerReader: () => new OllamaReader(),
  denialBody: (error: BudgetExceededError) => ({ error: error.message }),
} as const;

/** Ollama's own API. https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollamaDialect: Dialect = {
  ...OLLAMA,
  name: "ollama",
  matches: ({ url }) => GENERATE.test(url.pathname),
  readRequest,
  withOutputCap: (body, tokens) => ({
    ...body,
    options: { ...(objectOf(body["options"]) ?? {}), num_predict: tokens },
  }),
};

/** Embeddings of Ollama's own API. */
export const ollamaEmbeddingsDialect: Dialect = {
  ...OLLAMA,
  name: "ollama-embeddings",
  matches: ({ url }) => EMBED.test(url.pathname),
  readRequest: readEmbedRequest,
};

function readRequest(body: JsonObject): WireRequest {
  const model = textOf(body["model"]);
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    // Ollama streams unless told not to.
    isStream: body["stream"] !== false,
    request: body["messages"] === undefined ? generateRequest(body, model) : chatRequest(body, model),
    payload: () => body["messages"] ?? body["prompt"],
  };
}

function readEmbedRequest(body: JsonObject): WireRequest {
  const model = textOf(body["model"]);
  const input = body["input"] ?? body["prompt"];
  return {
    kind: "embedding",
    ...(model !== undefined && { model }),
    isStream: false,
    request: { prompts: Array.isArray(input) ? input : [input], invocationParams: {}, model },
    payload: () => input,
  };
}
