import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireRequest, WireTarget } from "../../dialect.ts";
import { pathPart } from "../../path-part.ts";
import { GeminiReader, readGeminiAnswer } from "./gemini-answer.ts";
import { embedRequest, generateRequest } from "./gemini-request.ts";

const GENERATE = /\/([^/:]+):(?:generateContent|streamGenerateContent)$/;
/** Vertex's `:predict` serves every kind of model; only those that embed text are read. */
const EMBED = /\/[^/:]+:(?:embedContent|batchEmbedContents)$|\/[^/:]*(?:embedding|gecko)[^/:]*:predict$/;
const MODEL = /\/([^/:]+):\w+$/;

/** What the two have in common. */
const GOOGLE = {
  provider: "gcp.gemini",
  framing: "sse",
  readAnswer: readGeminiAnswer,
  answerReader: () => new GeminiReader(),
  denialBody,
} as const;

/** Google Gemini, on its own API and on Vertex AI. https://ai.google.dev/api/generate-content */
export const geminiDialect: Dialect = {
  ...GOOGLE,
  name: "gemini",
  matches: ({ url }) => GENERATE.test(url.pathname),
  readRequest,
  withOutputCap,
};

/** Embeddings of Gemini's API and of Vertex AI. https://ai.google.dev/api/embeddings */
export const geminiEmbeddingsDialect: Dialect = {
  ...GOOGLE,
  name: "gemini-embeddings",
  matches: ({ url }) => EMBED.test(url.pathname),
  readRequest: readEmbedRequest,
};

function readRequest(body: JsonObject, { url }: WireTarget): WireRequest {
  const model = pathPart(url, MODEL);
  const tier = textOf(body["serviceTier"] ?? body["service_tier"])?.toLowerCase();
  const system = body["systemInstruction"] ?? body["system_instruction"];
  const { contents } = body;
  return {
    kind: "llm",
    ...(model !== undefined && { model }),
    isStream: isEventStream(url),
    ...(tier !== undefined && tier !== "unspecified" && { serviceTier: tier }),
    request: generateRequest(body, model),
    payload: () => (system === undefined ? contents : { systemInstruction: system, contents }),
  };
}

function readEmbedRequest(body: JsonObject, { url }: WireTarget): WireRequest {
  const model = pathPart(url, MODEL);
  return {
    kind: "embedding",
    ...(model !== undefined && { model }),
    isStream: false,
    request: embedRequest(body, model),
    payload: () => body["content"] ?? body["requests"] ?? body["instances"],
  };
}

/** Without `alt=sse` a stream is one JSON array, which is read as a whole when it has come. */
function isEventStream(url: URL): boolean {
  return url.pathname.endsWith(":streamGenerateContent") && url.searchParams.get("alt") === "sse";
}

function denialBody(error: BudgetExceededError): JsonObject {
  const reason = { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: error.code };
  return {
    error: { code: 402, message: error.message, status: "RESOURCE_EXHAUSTED", details: [reason] },
  };
}

/** The cap goes into the object and under the spelling that the request uses already: Google takes both. */
function withOutputCap(body: JsonObject, tokens: number): JsonObject {
  const place = body["generation_config"] === undefined ? "generationConfig" : "generation_config";
  const config: unknown = body[place];
  const given = typeof config === "object" ? config : undefined;
  const name = property(config, "max_output_tokens") === undefined ? "maxOutputTokens" : "max_output_tokens";
  return { ...body, [place]: { ...given, [name]: tokens } };
}
