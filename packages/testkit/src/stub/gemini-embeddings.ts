import { countOf, type JsonObject, listOf, objectOf } from "../json-value.ts";
import { embed } from "./embed.ts";
import { geminiModel, partsText } from "./gemini-generate.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { WireRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

/** Gemini's embedContent and batchEmbedContents: https://ai.google.dev/api/embeddings */
export const geminiEmbeddings: Wire = {
  name: "gemini-embeddings",
  path: "/v1beta/models/MODEL:embedContent and :batchEmbedContents",
  pathPattern: /^\/v1\w*\/.*models\/[^/:]+:(?:e|batchE)mbedContents?$/,
  vendor: "google",
  readRequest,
  completeBody,
  streamFrames: () => [],
};

function readRequest(body: JsonObject, target: string): WireRequest {
  const texts = wantedVectors(body).map(({ text }) => text);
  return {
    model: geminiModel(target),
    isStreaming: false,
    texts,
    userText: texts.at(-1) ?? "",
    tools: [],
    hasToolResult: false,
    choiceCount: 1,
  };
}

interface WantedVector {
  readonly text: string;
  readonly dimensions: number | undefined;
}

function wantedVectors(body: JsonObject): WantedVector[] {
  const requests = Array.isArray(body["requests"]) ? listOf(body["requests"]) : [body];
  return requests.map(objectOf).map(({ content, outputDimensionality, embedContentConfig }) => ({
    text: partsText(content),
    dimensions: countOf(outputDimensionality ?? objectOf(embedContentConfig)["outputDimensionality"]),
  }));
}

function completeBody({ request, usage, isUsageOmitted }: StubAnswer): JsonObject {
  const embeddings = wantedVectors(request.body).map(({ text, dimensions }) => ({
    values: [...embed(text, dimensions)],
  }));
  return {
    ...(Array.isArray(request.body["requests"]) ? { embeddings } : { embedding: embeddings[0] }),
    ...(isUsageOmitted
      ? {}
      : {
          usageMetadata: {
            promptTokenCount: usage.inputTokens,
            totalTokenCount: usage.inputTokens,
            promptTokenDetails: [{ modality: "TEXT", tokenCount: usage.inputTokens }],
          },
        }),
  };
}
