import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { failureText } from "../failure-text.ts";
import { genaiFacts } from "./genai.ts";
import { langsmithUsage } from "./langsmith-usage.ts";
import { msToEvent } from "./ms-to-event.ts";
import { presentFields } from "./present-fields.ts";
import { flagIn, metadataBelow, payloadIn, textIn, textsIn } from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

const METADATA = "langsmith.metadata.";

/**
 * LangSmith's OpenTelemetry mode. Source: recorded exports of `langsmith` 0.12 (JS) and 0.15 (Python). Its JavaScript
 * writes a streamed call onto the span around it, which then is the call.
 */
export const langsmithDialect: SpanDialect = {
  name: "langsmith",
  matches: ({ attributes }) => attributes["langsmith.span.kind"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const kind = KINDS.get(textIn(attributes, "langsmith.span.kind")?.toLowerCase() ?? "") ?? "other";
    const facts = genaiFacts(span);
    const usage = kind === "llm" || kind === "embedding" ? langsmithUsage(attributes) : undefined;
    return {
      ...facts,
      kind,
      ...presentFields({
        requestModel: facts.requestModel ?? textIn(attributes, `${METADATA}ls_model_name`),
        userId: textIn(attributes, `${METADATA}user_id`, `${METADATA}userId`) ?? facts.userId,
        sessionId:
          textIn(attributes, `${METADATA}thread_id`, `${METADATA}session_id`, `${METADATA}conversation_id`) ??
          facts.sessionId,
        tags: textsIn(attributes, "langsmith.span.tags"),
        metadata: metadataOf(attributes),
        input: payloadIn(attributes, "gen_ai.prompt"),
        output: payloadIn(attributes, "gen_ai.completion"),
        sendersProject: textIn(attributes, "langsmith.trace.session_name"),
        serviceTier: facts.serviceTier ?? usage?.tier,
        timeToFirstTokenMs: facts.timeToFirstTokenMs ?? msToEvent(span, "new_token"),
        isStreamed: flagIn(attributes, "langsmith.request.streaming"),
        reportedCost: usage?.cost,
      }),
      ...failureOf(span),
      ...(usage ? usageFacts(usage.counts, kind) : {}),
    } satisfies DialectFacts;
  },
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["llm", "llm"],
  ["embedding", "embedding"],
  ["tool", "tool"],
  ["retriever", "retriever"],
  ["chain", "chain"],
  ["prompt", "chain"],
  ["parser", "chain"],
]);

/** What it adds to everybody's metadata: its own settings, and what other attributes say better. */
const OWN_METADATA = /^(LANGSMITH_|LANGCHAIN_|ls_|usage_metadata$)/;

function metadataOf(attributes: Attributes): DialectFacts["metadata"] {
  const entries = Object.entries(metadataBelow(attributes, METADATA) ?? {});
  const given = entries.filter(([name]) => !OWN_METADATA.test(name));
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A failed run has an exception, in JavaScript beside a status that says all went well. Stack traces are left out. */
function failureOf({ events }: OtlpSpan): Pick<DialectFacts, "errorMessage" | "errorType"> {
  const exception = events.findLast(({ name }) => name === "exception")?.attributes;
  if (exception === undefined) return {};
  const { message } = failureText(textIn(exception, "exception.message") ?? "");
  const [, errorType, text] = /^(\w+)\(["'](.*)["']\)$/s.exec(message) ?? [];
  return { errorMessage: text ?? message, ...presentFields({ errorType }) };
}
