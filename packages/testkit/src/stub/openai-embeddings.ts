import { countOf, type JsonObject, listOf, textOf } from "../json-value.ts";
import { hashOf } from "./seeded-random.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { WireRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

const DEFAULT_DIMENSIONS = 256;
const MAX_DIMENSIONS = 4_096;

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
  const dimensions = Math.min(countOf(body["dimensions"]) || DEFAULT_DIMENSIONS, MAX_DIMENSIONS);
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

/**
 * A unit vector that counts the text's character pairs by hash, so that texts which share words are near each other
 * and a retriever over the stub finds what it should.
 */
function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const characters = [...text.toLowerCase()];
  for (let index = 0; index < characters.length; index += 1) {
    const pair = `${characters[index]}${characters[index + 1] ?? ""}`;
    const slot = hashOf(pair) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function base64OfVector(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
