import type { SpanKind } from "@breakwater/core/record/span-record";
import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { langfuseCost, langfuseCounts } from "./langfuse-details.ts";
import { presentFields } from "./present-fields.ts";
import { providerName } from "./provider-name.ts";
import { metadataBelow, payloadIn, structureIn, textIn, textsIn } from "./read-attribute.ts";
import { usageFacts } from "./token-usage.ts";

/** Langfuse's SDKs from 4 on. Source: recorded exports of `@langfuse/otel` and `@langfuse/openai` 5.11. */
export const langfuseDialect: SpanDialect = {
  name: "langfuse",
  matches: ({ attributes }) => attributes["langfuse.observation.type"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const kind = kindOf(span);
    const isCall = kind === "llm" || kind === "embedding";
    const isFailed = attributes["langfuse.observation.level"] === "ERROR";
    return {
      kind,
      ...presentFields({
        requestModel:
          textIn(attributes, "langfuse.observation.metadata.ls_model_name") ?? modelOf(attributes),
        responseModel: modelOf(attributes),
        provider: providerName(textIn(attributes, "langfuse.observation.metadata.ls_provider")),
        userId: textIn(attributes, "user.id", "langfuse.user.id"),
        sessionId: textIn(attributes, "session.id", "langfuse.session.id"),
        environment: textIn(attributes, "langfuse.environment"),
        release: textIn(attributes, "langfuse.release"),
        tags: textsIn(attributes, "langfuse.trace.tags"),
        metadata: metadataOfBoth(attributes),
        input: payloadIn(attributes, "langfuse.observation.input"),
        output: payloadIn(attributes, "langfuse.observation.output"),
        timeToFirstTokenMs: firstTokenMs(span),
        errorMessage: isFailed ? textIn(attributes, "langfuse.observation.status_message") : undefined,
        status: isFailed ? ("error" as const) : undefined,
        reportedCost: isCall
          ? langfuseCost(structureIn(attributes, "langfuse.observation.cost_details"))
          : undefined,
      }),
      ...(isFailed && { errorType: "Error" }),
      ...(isCall
        ? usageFacts(langfuseCounts(structureIn(attributes, "langfuse.observation.usage_details")), kind)
        : {}),
    } satisfies DialectFacts;
  },
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["generation", "llm"],
  ["embedding", "embedding"],
  ["tool", "tool"],
  ["retriever", "retriever"],
  ["agent", "agent"],
  ["chain", "chain"],
  ["span", "chain"],
  ["evaluator", "chain"],
  ["guardrail", "chain"],
]);

/** The wrapper of OpenAI's client records embeddings as generations. */
function kindOf({ attributes, name }: OtlpSpan): SpanKind {
  const type = textIn(attributes, "langfuse.observation.type")?.toLowerCase() ?? "";
  if (type === "generation" && name.endsWith(".embeddings")) return "embedding";
  return KINDS.get(type) ?? "other";
}

function modelOf(attributes: Attributes): string | undefined {
  return textIn(attributes, "langfuse.observation.model.name");
}

function metadataOfBoth(attributes: Attributes): DialectFacts["metadata"] | undefined {
  const ofTrace = metadataBelow(attributes, "langfuse.trace.metadata.");
  const own = metadataBelow(attributes, "langfuse.observation.metadata.");
  return ofTrace === undefined && own === undefined ? undefined : { ...ofTrace, ...own };
}

/** JSON text of an ISO 8601 time. */
function firstTokenMs({ attributes, startTimeUnixNano }: OtlpSpan): number | undefined {
  const text = textIn(attributes, "langfuse.observation.completion_start_time");
  const at = text === undefined ? Number.NaN : Date.parse(text.replaceAll('"', ""));
  const elapsed = at - Number(startTimeUnixNano / 1000n) / 1000;
  return elapsed >= 0 ? elapsed : undefined;
}
