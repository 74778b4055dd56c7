import type { SpanKind } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { messagesOfEvents } from "../join-events.ts";
import { presentFields } from "./present-fields.ts";
import { providerName } from "./provider-name.ts";
import {
  countIn,
  flagIn,
  jsonText,
  numberIn,
  payloadIn,
  structureIn,
  textIn,
  textsIn,
} from "./read-attribute.ts";
import { type TokenCounts, usageFacts } from "./token-usage.ts";

/**
 * OpenTelemetry's GenAI conventions, from v1.27 to semantic-conventions-genai v0.1: the newest name of a fact first.
 * Source: https://github.com/open-telemetry/semantic-conventions-genai and semantic-conventions v1.27 to v1.41.
 */
export const genaiDialect: SpanDialect = {
  name: "genai",
  matches: ({ attributes }) =>
    attributes["gen_ai.operation.name"] !== undefined ||
    attributes["gen_ai.request.model"] !== undefined ||
    attributes["gen_ai.provider.name"] !== undefined ||
    attributes["gen_ai.system"] !== undefined,
  read: readGenai,
};

/** The facts of a span that uses `gen_ai.*`. */
export function readGenai(span: OtlpSpan): DialectFacts {
  const facts = genaiFacts(span);
  const { kind } = facts;
  return kind === "llm" || kind === "embedding"
    ? { ...facts, ...usageFacts(genaiCounts(span.attributes), kind) }
    : facts;
}

/** All of them but usage; other dialects that build on `gen_ai.*` begin with these, and have a word of their own on usage. */
export function genaiFacts(span: OtlpSpan): DialectFacts {
  const { attributes } = span;
  const kind = genaiKind(attributes);
  const firstTokenMs = firstTokenOf(attributes);
  return {
    kind,
    ...presentFields({
      provider: providerName(textIn(attributes, "gen_ai.provider.name", "gen_ai.system")),
      requestModel: textIn(attributes, "gen_ai.request.model"),
      responseModel: textIn(attributes, "gen_ai.response.model"),
      serviceTier: textIn(
        attributes,
        "openai.response.service_tier",
        "gen_ai.openai.response.service_tier",
        "gen_ai.response.service_tier",
      ),
      userId: textIn(attributes, "user.id", "enduser.id"),
      sessionId: textIn(attributes, "gen_ai.conversation.id", "session.id"),
      name: nameOf(kind, attributes),
      errorType: textIn(attributes, "error.type"),
      timeToFirstTokenMs: firstTokenMs,
      finishReasons: textsIn(attributes, "gen_ai.response.finish_reasons"),
      responseId: textIn(attributes, "gen_ai.response.id"),
      isStreamed: flagIn(attributes, ...STREAM_FLAGS),
      toolCallId: textIn(attributes, "gen_ai.tool.call.id"),
    }),
    ...messagesOfGenai(span, kind),
  };
}

/** Steps of the conventions. `fetch_response` asks for an answer that was paid for elsewhere. */
const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["chat", "llm"],
  ["generate_content", "llm"],
  ["text_completion", "llm"],
  ["completion", "llm"],
  ["response", "llm"],
  ["embeddings", "embedding"],
  ["embedding", "embedding"],
  ["execute_tool", "tool"],
  ["invoke_agent", "agent"],
  ["create_agent", "agent"],
  ["invoke_workflow", "chain"],
  ["agent_step", "chain"],
  ["plan", "chain"],
  ["retrieval", "retriever"],
  ["rerank", "retriever"],
  ["fetch_response", "other"],
]);

function genaiKind(attributes: Attributes): SpanKind {
  const operation = textIn(attributes, "gen_ai.operation.name");
  if (operation !== undefined) return KINDS.get(operation.toLowerCase()) ?? "other";
  if (attributes["gen_ai.tool.name"] !== undefined) return "tool";
  return attributes["gen_ai.request.model"] === undefined ? "other" : "llm";
}

/** Token counts under all names that `gen_ai.usage.*` has had. */
export function genaiCounts(attributes: Attributes): TokenCounts {
  return {
    inputTokens: countIn(attributes, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    outputTokens: countIn(attributes, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    totalTokens: countIn(attributes, "gen_ai.usage.total_tokens", "llm.usage.total_tokens"),
    cacheReadTokens: countIn(
      attributes,
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
    ),
    cacheWriteTokens: countIn(
      attributes,
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
    ),
    reasoningTokens: countIn(
      attributes,
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
    ),
    inputAudioTokens: countIn(attributes, "gen_ai.usage.audio.input_tokens"),
    outputAudioTokens: countIn(attributes, "gen_ai.usage.audio.output_tokens"),
  };
}

const STREAM_FLAGS = ["gen_ai.request.stream", "gen_ai.request.is_stream", "gen_ai.is_streaming"];

/** Milliseconds. Some senders give the whole duration of an answer that was not streamed; that is no first token. */
function firstTokenOf(attributes: Attributes): number | undefined {
  if (flagIn(attributes, ...STREAM_FLAGS) === false) return undefined;
  const seconds = numberIn(
    attributes,
    "gen_ai.response.time_to_first_chunk",
    "gen_ai.client.operation.time_to_first_chunk",
    "gen_ai.server.time_to_first_token",
  );
  return seconds === undefined ? undefined : seconds * 1000;
}

/** What steps of an operation are known by; calls by the span's name, even when they name the tool that they ask for. */
const NAMED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ["invoke_agent", ["gen_ai.agent.name", "gen_ai.workflow.name"]],
  ["create_agent", ["gen_ai.agent.name"]],
  ["invoke_workflow", ["gen_ai.workflow.name"]],
]);

function nameOf(kind: SpanKind, attributes: Attributes): string | undefined {
  if (kind === "tool") return textIn(attributes, "gen_ai.tool.name");
  return textIn(attributes, ...(NAMED_BY.get(textIn(attributes, "gen_ai.operation.name") ?? "") ?? []));
}

function messagesOfGenai({ attributes, events }: OtlpSpan, kind: SpanKind) {
  if (kind === "tool") {
    return presentFields({
      input: payloadIn(attributes, "gen_ai.tool.call.arguments"),
      output: payloadIn(attributes, "gen_ai.tool.call.result"),
    });
  }
  const told = messagesOfEvents(events);
  return presentFields({
    input: inputOf(attributes) ?? told.input,
    output: payloadIn(attributes, "gen_ai.output.messages", "gen_ai.completion") ?? told.output,
  });
}

/** System instructions stand apart in the conventions; in a record they are the first message. */
function inputOf(attributes: Attributes): string | undefined {
  const instructions = structureIn(attributes, "gen_ai.system_instructions");
  const messages = structureIn(attributes, "gen_ai.input.messages");
  if (instructions === undefined || !(messages === undefined || Array.isArray(messages))) {
    return payloadIn(attributes, "gen_ai.input.messages", "gen_ai.prompt");
  }
  const parts = Array.isArray(instructions) ? instructions : [{ type: "text", content: instructions }];
  const given: readonly unknown[] = messages ?? [];
  const hasSystem = property(given[0], "role") === "system";
  return jsonText(hasSystem ? given : [{ role: "system", parts }, ...given]);
}
