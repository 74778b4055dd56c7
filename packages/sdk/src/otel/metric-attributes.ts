import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Attributes } from "@opentelemetry/api";
import type { CallFacts } from "./call-facts.ts";
import { GENERAL_ATTRIBUTE, OWN_ATTRIBUTE, SHARED_ATTRIBUTE } from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { errorTypeOf } from "./end-attributes.ts";
import { presentAttributes } from "./present-attributes.ts";
import { providerAttributes } from "./start-attributes.ts";

/** What every measurement of a call is split by: few values each, unless the application asks for more. */
export function metricAttributes(record: SpanRecord, facts: CallFacts, choice: EmissionChoice): Attributes {
  const wants = (dimension: EmissionChoice["metricDimensions"][number]) =>
    choice.metricDimensions.includes(dimension);
  return presentAttributes({
    [SHARED_ATTRIBUTE.operation]: facts.operation,
    ...providerAttributes(record.provider, choice),
    [SHARED_ATTRIBUTE.requestModel]: record.requestModel,
    [SHARED_ATTRIBUTE.responseModel]: record.responseModel,
    [GENERAL_ATTRIBUTE.serverAddress]: facts.server?.address,
    [GENERAL_ATTRIBUTE.serverPort]: facts.server?.port,
    [GENERAL_ATTRIBUTE.errorType]: errorTypeOf(record),
    // A cancelled call is no error, and an estimate no report: what differs from the rule is told apart.
    [OWN_ATTRIBUTE.status]: record.status === "cancelled" ? record.status : undefined,
    [OWN_ATTRIBUTE.usageSource]: record.usageSource === "estimated" ? record.usageSource : undefined,
    [GENERAL_ATTRIBUTE.userId]: wants("userId") ? record.userId : undefined,
    [SHARED_ATTRIBUTE.conversationId]: wants("sessionId") ? record.sessionId : undefined,
    [OWN_ATTRIBUTE.queryType]: wants("queryType") ? record.queryType : undefined,
    [OWN_ATTRIBUTE.environment]: wants("environment") ? record.environment : undefined,
  });
}
