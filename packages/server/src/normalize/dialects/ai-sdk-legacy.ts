import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { callerFacts, serviceTierOf } from "./ai-sdk-attributes.ts";
import { presentFields } from "./present-fields.ts";
import { providerName } from "./provider-name.ts";
import {
  countIn,
  jsonText,
  numberIn,
  payloadIn,
  structureIn,
  structureOf,
  textIn,
  textsIn,
} from "./read-attribute.ts";
import { type TokenCounts, usageFacts } from "./token-usage.ts";

/** Vercel's AI SDK up to 6 (`experimental_telemetry`). Source: recorded exports of `ai` 5.0; FACTS of 6. */
export const aiSdkLegacyDialect: SpanDialect = {
  name: "ai-sdk-legacy",
  matches: ({ attributes }) => operationOf(attributes).startsWith("ai."),
  read: (span) => {
    const { attributes } = span;
    const operation = operationOf(attributes);
    const kind = kindOf(operation);
    const caller = callerFacts(attributes);
    const firstTokenMs = numberIn(attributes, "ai.response.msToFirstChunk") ?? firstChunkMs(span);
    return {
      ...caller,
      kind,
      ...(kind === "llm" && { isStreamed: operation.endsWith(".doStream") }),
      ...presentFields({
        name: textIn(attributes, "ai.toolCall.name") ?? textIn(attributes, "ai.telemetry.functionId"),
        provider: providerName(textIn(attributes, "ai.model.provider", "gen_ai.system")),
        requestModel: textIn(attributes, "gen_ai.request.model", "ai.model.id"),
        responseModel: textIn(attributes, "ai.response.model", "gen_ai.response.model"),
        serviceTier: serviceTierOf(attributes),
        queryType: caller.queryType ?? textIn(attributes, "ai.telemetry.functionId"),
        finishReasons:
          textsIn(attributes, "ai.response.finishReason") ??
          textsIn(attributes, "gen_ai.response.finish_reasons"),
        responseId: textIn(attributes, "ai.response.id", "gen_ai.response.id"),
        toolCallId: textIn(attributes, "ai.toolCall.id"),
        input: inputOf(attributes),
        output: outputOf(attributes),
      }),
      ...(firstTokenMs !== undefined && kind === "llm" && { timeToFirstTokenMs: firstTokenMs }),
      ...(kind === "llm" || kind === "embedding" ? usageFacts(countsOf(attributes), kind) : {}),
    } satisfies DialectFacts;
  },
};

/** `operation.name` has the name of the caller's function after it. */
function operationOf(attributes: Attributes): string {
  const [operation = ""] = (textIn(attributes, "ai.operationId", "operation.name") ?? "").split(" ", 1);
  return operation;
}

/** Only the innermost spans (`.doGenerate`, `.doStream`, `.doEmbed`) are calls; those around them add them up. */
function kindOf(operation: string): SpanKind {
  if (/\.do(Generate|Stream)$/.test(operation)) return "llm";
  if (operation.endsWith(".doEmbed")) return "embedding";
  if (operation === "ai.toolCall") return "tool";
  return operation.startsWith("ai.embed") ? "chain" : "agent";
}

function countsOf(attributes: Attributes): TokenCounts {
  return {
    inputTokens: countIn(
      attributes,
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "gen_ai.usage.input_tokens",
      "ai.usage.tokens",
    ),
    outputTokens: countIn(
      attributes,
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
      "gen_ai.usage.output_tokens",
    ),
    totalTokens: countIn(attributes, "ai.usage.totalTokens"),
    cacheReadTokens: countIn(
      attributes,
      "ai.usage.inputTokenDetails.cacheReadTokens",
      "ai.usage.cachedInputTokens",
    ),
    cacheWriteTokens: countIn(attributes, "ai.usage.inputTokenDetails.cacheWriteTokens"),
    reasoningTokens: countIn(
      attributes,
      "ai.usage.outputTokenDetails.reasoningTokens",
      "ai.usage.reasoningTokens",
    ),
  };
}

function firstChunkMs({ events }: OtlpSpan): number | undefined {
  const event = events.find(({ name }) => name === "ai.stream.firstChunk");
  return event && numberIn(event.attributes, "ai.response.msToFirstChunk");
}

/** Around the calls, the prompt is an object of `system` and `prompt` or `messages`. */
function inputOf(attributes: Attributes): string | undefined {
  return payloadIn(
    attributes,
    "ai.prompt.messages",
    "ai.prompt",
    "ai.toolCall.args",
    "ai.values",
    "ai.value",
  );
}

function outputOf(attributes: Attributes): string | undefined {
  const text = payloadIn(attributes, "ai.response.text", "ai.response.object", "ai.toolCall.result");
  const calls = structureIn(attributes, "ai.response.toolCalls");
  if (!Array.isArray(calls)) return text;
  const tool_calls = calls.map(toolCall);
  return jsonText([{ role: "assistant", ...(text !== undefined && { content: text }), tool_calls }]);
}

/** A tool call under the names that prompts use. */
function toolCall(call: unknown) {
  const { toolCallId, toolName, input, args } = Object(call);
  return { id: toolCallId, name: toolName, arguments: structureOf(input ?? args) };
}
