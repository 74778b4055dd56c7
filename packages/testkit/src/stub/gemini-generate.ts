import type { TokenUsage } from "@breakwater/core/record/span-record";
import { countOf, type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";
import type { StubAnswer } from "./stub-answer.ts";
import type { StubFinish } from "./stub-reply.ts";
import type { StubRequest, StubTool, WireRequest } from "./stub-request.ts";
import { frame, stableId, type Wire, type WireFrame } from "./wire.ts";

/**
 * Gemini's generateContent and streamGenerateContent, of the Gemini API and of Vertex AI:
 * https://ai.google.dev/api/generate-content. A stream is server-sent events with `alt=sse`, else one JSON array.
 */
export const geminiGenerate: Wire = {
  name: "gemini-generate",
  path: "/v1beta/models/MODEL:generateContent and :streamGenerateContent",
  pathPattern: /^\/v1\w*\/.*models\/[^/:]+:(?:g|streamG)enerateContent$/,
  vendor: "google",
  readRequest,
  completeBody,
  streamFrames,
  streamType: (request) => (isSse(request) ? "text/event-stream" : "application/json; charset=UTF-8"),
  errorFrame: (body, request) =>
    frame(isSse(request) ? `data: ${JSON.stringify(body)}\r\n\r\n` : `,\r\n${JSON.stringify(body)}`),
};

/** The model that a path of Google's asks for. */
export function geminiModel(target: string): string {
  return decodeURIComponent(/models\/([^/:?]+):/.exec(target)?.[1] ?? "");
}

/** The text of a content's parts. */
export function partsText(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(objectOf(content)["parts"])
    .map((part) => textOf(objectOf(part)["text"]))
    .filter((text) => text !== "")
    .join("\n");
}

function isSse({ target }: StubRequest): boolean {
  return /[?&]alt=sse(?:&|$)/.test(target);
}

function readRequest(body: JsonObject, target: string): WireRequest {
  const contents = listOf(body["contents"]).map(objectOf);
  const isUser = (content: JsonObject): boolean => content["role"] !== "model" && !carriesToolResult(content);
  const lastUser = contents.findLastIndex(isUser);
  const config = objectOf(body["generationConfig"]);
  const maxOutputTokens = countOf(config["maxOutputTokens"]);
  const system = partsText(body["systemInstruction"] ?? body["system_instruction"]);
  return {
    model: geminiModel(target),
    isStreaming: target.includes(":streamGenerateContent"),
    texts: [...(system === "" ? [] : [system]), ...contents.map(partsText)],
    userText: partsText(contents[lastUser]),
    tools: listOf(body["tools"]).flatMap((tool) =>
      listOf(objectOf(tool)["functionDeclarations"]).map(readTool),
    ),
    hasToolResult: contents.slice(lastUser + 1).some(carriesToolResult),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    choiceCount: Math.max(1, countOf(config["candidateCount"]) ?? 1),
  };
}

function readTool(declaration: unknown): StubTool {
  const { name, parameters, parametersJsonSchema } = objectOf(declaration);
  return { name: textOf(name), schema: objectOf(parametersJsonSchema ?? parameters) };
}

function carriesToolResult(content: JsonObject): boolean {
  return listOf(content["parts"]).some((part) => "functionResponse" in objectOf(part));
}

function completeBody(answer: StubAnswer): JsonObject {
  const text = answer.tokens.join("");
  const parts = [...(text === "" ? [] : [{ text }]), ...toolParts(answer)];
  return body(answer, { parts, isLast: true });
}

function* streamFrames(answer: StubAnswer): Generator<WireFrame> {
  const steps = [
    ...answer.tokens.map((text) => ({ parts: [{ text }] })),
    ...toolParts(answer).map((part) => ({ parts: [part] })),
  ];
  for (const [index, { parts }] of steps.entries())
    yield chunk(answer, body(answer, { parts, isLast: false }), { isFirst: index === 0, isToken: true });
  const last = chunk(answer, body(answer, { parts: [], isLast: true }), { isFirst: steps.length === 0 });
  yield { ...last, carriesUsage: !answer.isUsageOmitted };
  if (!isSse(answer.request)) yield frame("\r\n]\r\n");
}

function chunk(
  { request }: StubAnswer,
  body: JsonObject,
  { isFirst, isToken = false }: { readonly isFirst: boolean; readonly isToken?: boolean },
): WireFrame {
  const json = JSON.stringify(body);
  if (isSse(request)) return frame(`data: ${json}\r\n\r\n`, { isToken });
  return frame(`${isFirst ? "[" : ",\r\n"}${json}`, { isToken });
}

interface Piece {
  readonly parts: readonly JsonObject[];
  readonly isLast: boolean;
}

function body(answer: StubAnswer, { parts, isLast }: Piece): JsonObject {
  const indexes = Array.from({ length: answer.request.choiceCount }, (_, index) => index);
  return {
    candidates: indexes.map((index) => ({
      content: { parts, role: "model" },
      ...(isLast ? { finishReason: FINISH_REASONS[answer.finish] } : {}),
      index,
    })),
    ...(answer.isUsageOmitted ? {} : { usageMetadata: usageMetadata(answer.usage, isLast) }),
    modelVersion: answer.model,
    responseId: stableId("resp", answer.request.id),
  };
}

/**
 * promptTokenCount includes what was read from the cache; candidatesTokenCount EXCLUDES thoughts; the total is all.
 * Every chunk of a stream carries the counts so far; those of the answer itself come with the last.
 */
function usageMetadata(usage: TokenUsage, isLast: boolean): JsonObject {
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = usage;
  const written = isLast ? outputTokens : (reasoningTokens ?? 0);
  return {
    promptTokenCount: inputTokens,
    ...(cacheReadTokens === undefined ? {} : { cachedContentTokenCount: cacheReadTokens }),
    ...(isLast ? { candidatesTokenCount: outputTokens - (reasoningTokens ?? 0) } : {}),
    ...(reasoningTokens === undefined ? {} : { thoughtsTokenCount: reasoningTokens }),
    totalTokenCount: inputTokens + written,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: inputTokens }],
  };
}

function toolParts(answer: StubAnswer): JsonObject[] {
  return answer.toolCalls.map(({ name, argumentsJson }) => ({
    functionCall: { name, args: JSON.parse(argumentsJson) as unknown },
  }));
}

const FINISH_REASONS: Readonly<Record<StubFinish, string>> = {
  stop: "STOP",
  length: "MAX_TOKENS",
  tool_calls: "STOP",
  content_filter: "SAFETY",
};
