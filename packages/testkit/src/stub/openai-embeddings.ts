import { countOf, type JsonObject, listOf, textOf } from "../json-value.ts";
import { embed } from "./embed.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { WireRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

/**
 * OpenAI embeddings: https://platform.openai.com/docs/api-reference/embeddings. The `openai` client asks for base64
 * (little-endian float32) unless told otherwise.
 */
export const openAiEmbeddings: Wire = {
  name: "openai-embeddings",
  path: "/v1/embeddings",
  vendor: "openai",
  readRequest,
  completeBody,
  streamFrames: () => [],
};

function readRequest(body: JsonObject): WireRequest {
  const texts = inputTexts(body);
  return {
    model: textOf(body["model"]),
    isStreaming: false,
    texts,
    userText: texts.at(-1) ?? "",
    tools: [],
    hasToolResult: false,
    choiceCount: 1,
  };
}

/** Input is one text, several texts, one list of token ids, or several such lists; token ids become words. */
function inputTexts(body: JsonObject): string[] {
  const input = body["input"];
  if (typeof input === "string") return [input];
  const items = listOf(input);
  if (items.length > 0 && items.every((item) => typeof item === "number")) return [items.join(" ")];
  return items.map((item) => (typeof item === "string" ? item : listOf(item).join(" ")));
}

function completeBody(answer: StubAnswer): JsonObject {
  const { body } = answer.request;
  const dimensions = countOf(body["dimensions"]);
  const isBase64 = body["encoding_format"] === "base64";
  return {
    object: "list",
    data: inputTexts(body).map((text, index) => {
      const vector = embed(text, dimensions);
      return { object: "embedding", index, embedding: isBase64 ? base64OfVector(vector) : [...vector] };
    }),
    model: answer.model,
    ...(answer.isUsageOmitted
      ? {}
      : { usage: { prompt_tokens: answer.usage.inputTokens, total_tokens: answer.usage.inputTokens } }),
  };
}

function base64OfVector(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
