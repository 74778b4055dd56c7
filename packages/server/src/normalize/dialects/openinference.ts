import type { SpanKind } from "@breakwater/core/record/span-record";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { flattenedMessages } from "./flattened-messages.ts";
import { msToEvent } from "./ms-to-event.ts";
import { presentFields } from "./present-fields.ts";
import { providerName } from "./provider-name.ts";
import {
  countIn,
  metadataOf,
  metadataValue,
  numberIn,
  payloadIn,
  structureIn,
  textIn,
  textsIn,
} from "./read-attribute.ts";
import { reportedCost } from "./reported-cost.ts";
import { type TokenCounts, usageFacts } from "./token-usage.ts";

/**
 * OpenInference (Arize Phoenix). Source: recorded exports of its instrumentations of OpenAI 4.2 (JS) and 0.1 (Python) and
 * of LangChain 4.1 (JS); its specification.
 */
export const openInferenceDialect: SpanDialect = {
  name: "openinference",
  matches: ({ attributes }) => attributes["openinference.span.kind"] !== undefined,
  read: (span) => {
    const { attributes, resource } = span;
    const kind = KINDS.get(textIn(attributes, "openinference.span.kind")?.toUpperCase() ?? "") ?? "other";
    const isCall = kind === "llm" || kind === "embedding";
    const held = structureIn(attributes, "metadata");
    return {
      kind,
      ...presentFields({
        name: textIn(attributes, "tool.name") ?? agentName(kind, attributes),
        provider: providerName(
          textIn(attributes, "llm.provider", "llm.system") ?? textOf(property(held, "ls_provider")),
        ),
        requestModel: modelAsked(attributes),
        timeToFirstTokenMs: msToEvent(span, "First Token Stream Event"),
        responseModel: textIn(attributes, "llm.response.model_name"),
        userId: textIn(attributes, "user.id") ?? firstText(held, "user_id", "userId"),
        sessionId:
          textIn(attributes, "session.id") ?? firstText(held, "session_id", "thread_id", "conversation_id"),
        sendersProject: textIn(resource, "openinference.project.name"),
        tags: textsIn(attributes, "tag.tags"),
        metadata: metadataIn(held),
        input:
          flattenedMessages(attributes, "llm.input_messages.", "user") ??
          payloadIn(attributes, "input.value", "tool.parameters"),
        output:
          flattenedMessages(attributes, "llm.output_messages.", "assistant") ??
          payloadIn(attributes, "output.value"),
        reportedCost: isCall ? costOf(attributes) : undefined,
        finishReasons: textsIn(attributes, "llm.finish_reason"),
        toolCallId: textIn(attributes, "tool.id"),
      }),
      ...(isCall ? usageFacts(countsOf(attributes), kind) : {}),
    } satisfies DialectFacts;
  },
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["LLM", "llm"],
  ["EMBEDDING", "embedding"],
  ["TOOL", "tool"],
  ["RETRIEVER", "retriever"],
  ["RERANKER", "retriever"],
  ["AGENT", "agent"],
  ["CHAIN", "chain"],
  ["PROMPT", "chain"],
  ["GUARDRAIL", "chain"],
  ["EVALUATOR", "chain"],
]);

/** A call that failed names its model among the parameters only. */
function modelAsked(attributes: Attributes): string | undefined {
  const told = textIn(
    attributes,
    "llm.request.model_name",
    "llm.model_name",
    "embedding.model_name",
    "reranker.model_name",
  );
  const parameters = structureIn(attributes, "llm.invocation_parameters", "embedding.invocation_parameters");
  return told ?? textOf(property(parameters, "model"));
}

function agentName(kind: SpanKind, attributes: Attributes): string | undefined {
  return kind === "agent" ? textIn(attributes, "agent.name", "graph.node.name", "graph.node.id") : undefined;
}

function countsOf(attributes: Attributes): TokenCounts {
  return {
    inputTokens: countIn(attributes, "llm.token_count.prompt"),
    outputTokens: countIn(attributes, "llm.token_count.completion"),
    totalTokens: countIn(attributes, "llm.token_count.total"),
    cacheReadTokens: countIn(attributes, "llm.token_count.prompt_details.cache_read"),
    cacheWriteTokens: countIn(attributes, "llm.token_count.prompt_details.cache_write"),
    reasoningTokens: countIn(attributes, "llm.token_count.completion_details.reasoning"),
    inputAudioTokens: countIn(attributes, "llm.token_count.prompt_details.audio"),
    outputAudioTokens: countIn(attributes, "llm.token_count.completion_details.audio"),
  };
}

function costOf(attributes: Attributes) {
  return reportedCost({
    total: numberIn(attributes, "llm.cost.total"),
    input: numberIn(attributes, "llm.cost.prompt"),
    output: numberIn(attributes, "llm.cost.completion"),
  });
}

function firstText(held: unknown, ...names: readonly string[]): string | undefined {
  return names.map((name) => textOf(property(held, name))).find((text) => text !== undefined);
}

/** What LangChain adds to everybody's metadata. */
const OF_LANGCHAIN = /^(ls_|versions$)/;

/** One attribute with a JSON object. Of LangChain it is the metadata of the run, where applications tell users. */
function metadataIn(held: unknown): DialectFacts["metadata"] | undefined {
  if (typeof held !== "object" || held === null || Array.isArray(held)) return undefined;
  const given = Object.entries(held).filter(([name]) => !OF_LANGCHAIN.test(name));
  return metadataOf(given.map(([name, value]) => [name, metadataValue(value)] as const));
}
