import { fromTokenUsage } from "@breakwater/core/usage/reported-usage";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type {
  AnswerReader,
  Dialect,
  JsonObject,
  WireAnswer,
  WireRequest,
  WireTarget,
} from "../../dialect.ts";
import { openAiDenial } from "../openai-denial.ts";
import { openAiModel } from "../openai-request.ts";
import { withoutVectors } from "./without-vectors.ts";

const PATH = /\/embeddings\/?$/;

/**
 * OpenAI embeddings, and those who speak the same: Azure, Mistral, Together, Voyage, Cohere's compatibility API, Ollama's
 * `/v1`. https://platform.openai.com/docs/api-reference/embeddings
 */
export const openAiEmbeddingsDialect: Dialect = {
  name: "openai-embeddings",
  provider: "openai",
  framing: "sse",
  matches: ({ url }) => PATH.test(url.pathname) && !OLLAMA_PATH.test(url.pathname),
  readRequest,
  readAnswer,
  withoutBulk: withoutVectors,
  answerReader: () => NO_STREAM,
  denialBody: openAiDenial,
};

/** Ollama's own, older shape: one vector and no counts. */
const OLLAMA_PATH = /\/api\/embeddings\/?$/;

function readRequest(body: JsonObject, target: WireTarget): WireRequest {
  const model = openAiModel(body, target);
  const { input, ...invocationParams } = body;
  return {
    kind: "embedding",
    ...(model !== undefined && { model }),
    isStream: false,
    request: { prompts: textsOf(input), invocationParams, model },
    payload: () => input,
  };
}

/** One text, one list of token ids, or a list of either. */
function textsOf(input: unknown): readonly unknown[] {
  if (!Array.isArray(input)) return [input];
  return typeof input[0] === "number" ? [input] : input;
}

/** The vectors are nobody's concern here. */
function readAnswer(body: unknown): WireAnswer {
  const raw = property(body, "usage");
  // Voyage and Jina report the total alone.
  const counts = property(raw, "prompt_tokens") ?? property(raw, "total_tokens");
  const reported = fromTokenUsage({ prompt_tokens: counts });
  const responseModel = textOf(property(body, "model"));
  return {
    ...(reported && { usage: reported.usage }),
    ...(responseModel !== undefined && { responseModel }),
    text: "",
  };
}

const NO_STREAM: AnswerReader = { read: () => undefined, isComplete: false, answer: () => ({ text: "" }) };
