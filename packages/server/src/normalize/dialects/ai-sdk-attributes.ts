import { objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts } from "../dialect.ts";
import { presentFields } from "./present-fields.ts";
import { metadataBelow, structureIn, textIn, textsIn } from "./read-attribute.ts";

/** What the telemetry of the AI SDK puts before its caller's own values: of 7, and up to 6. */
const CONTEXT = "ai.settings.context.";
const METADATA = "ai.telemetry.metadata.";

/** Whom a call of the AI SDK was for, as far as the application has let its spans say so. */
export function callerFacts(attributes: Attributes): DialectFacts {
  const ofContext = metadataBelow(attributes, CONTEXT);
  const ofTelemetry = metadataBelow(attributes, METADATA);
  if (ofContext === undefined && ofTelemetry === undefined) return {};
  return presentFields({
    userId: textIn(attributes, `${CONTEXT}userId`, `${METADATA}userId`, `${METADATA}user_id`),
    sessionId: textIn(attributes, `${CONTEXT}sessionId`, `${METADATA}sessionId`, `${METADATA}session_id`),
    queryType: textIn(attributes, `${CONTEXT}queryType`, `${METADATA}queryType`),
    tags: textsIn(attributes, `${CONTEXT}tags`) ?? textsIn(attributes, `${METADATA}tags`),
    metadata: { ...ofContext, ...ofTelemetry },
  });
}

/** The service tier among what the provider itself has told: OpenAI's at its top, Anthropic's in its usage. */
export function serviceTierOf(attributes: Attributes): string | undefined {
  const byProvider = objectOf(structureIn(attributes, "ai.response.providerMetadata")) ?? {};
  return Object.values(byProvider)
    .flatMap((told) => [
      property(told, "serviceTier"),
      property(told, "service_tier"),
      property(property(told, "usage"), "service_tier"),
    ])
    .map(textOf)
    .find((tier) => tier !== undefined);
}
