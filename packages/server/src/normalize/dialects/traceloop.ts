import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { flattenedMessages } from "./flattened-messages.ts";
import { genaiCounts, genaiFacts } from "./genai.ts";
import { msToEvent } from "./ms-to-event.ts";
import { presentFields } from "./present-fields.ts";
import { metadataBelow, payloadIn, textIn } from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

const ASSOCIATED = "traceloop.association.properties.";

/**
 * OpenLLMetry (Traceloop): `gen_ai.*` for calls, `traceloop.*` for what is around them. Source: recorded exports of its
 * OpenAI instrumentations 0.27 (JS) and 0.62 (Python); older names by its semantic conventions.
 */
export const traceloopDialect: SpanDialect = {
  name: "traceloop",
  matches: ({ scopeName, attributes }) =>
    attributes["traceloop.span.kind"] !== undefined ||
    attributes["llm.request.type"] !== undefined ||
    scopeName.startsWith("@traceloop/") ||
    attributes["gen_ai.is_streaming"] !== undefined ||
    attributes["traceloop.entity.name"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const facts = genaiFacts(span);
    const kind = kindOf(span, facts);
    const isCall = kind === "llm" || kind === "embedding";
    return {
      ...facts,
      kind,
      ...presentFields({
        name: textIn(attributes, "traceloop.entity.name") ?? workflowName(attributes),
        queryType: textIn(attributes, "traceloop.workflow.name"),
        userId:
          textIn(attributes, `${ASSOCIATED}user_id`, `${ASSOCIATED}userId`, "gen_ai.user") ?? facts.userId,
        sessionId:
          textIn(attributes, `${ASSOCIATED}session_id`, `${ASSOCIATED}chat_id`, `${ASSOCIATED}thread_id`) ??
          facts.sessionId,
        metadata: metadataBelow(attributes, ASSOCIATED),
        timeToFirstTokenMs: msToEvent(span, "gen_ai.content.completion.chunk"),
        input: facts.input ?? promptOf(attributes),
        output: facts.output ?? answerOf(attributes),
      }),
      ...(isCall ? usageFacts(genaiCounts(attributes), kind) : {}),
    } satisfies DialectFacts;
  },
};

const ENTITY_KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["workflow", "chain"],
  ["task", "chain"],
  ["agent", "agent"],
  ["tool", "tool"],
]);
const REQUEST_KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["chat", "llm"],
  ["completion", "llm"],
  ["embedding", "embedding"],
  ["rerank", "retriever"],
]);

/** Workflows and tasks carry `gen_ai.provider.name` too, and are no calls. */
function kindOf({ attributes }: OtlpSpan, { kind }: DialectFacts): SpanKind {
  const entity = ENTITY_KINDS.get(textIn(attributes, "traceloop.span.kind")?.toLowerCase() ?? "");
  const request = REQUEST_KINDS.get(textIn(attributes, "llm.request.type")?.toLowerCase() ?? "");
  return entity ?? request ?? kind ?? "other";
}

/** A workflow is its own step; the calls inside it have its name too. */
function workflowName(attributes: Attributes): string | undefined {
  return attributes["traceloop.span.kind"] === "workflow"
    ? textIn(attributes, "traceloop.workflow.name")
    : undefined;
}

function promptOf(attributes: Attributes): string | undefined {
  return (
    flattenedMessages(attributes, "gen_ai.prompt.", "user") ?? payloadIn(attributes, "traceloop.entity.input")
  );
}

function answerOf(attributes: Attributes): string | undefined {
  return (
    flattenedMessages(attributes, "gen_ai.completion.", "assistant") ??
    payloadIn(attributes, "traceloop.entity.output")
  );
}
