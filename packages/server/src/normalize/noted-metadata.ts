import { isInference, type MetadataValue } from "@breakwater/core/record/span-record";
import type { DialectFacts } from "./dialect.ts";

/**
 * The metadata of a span, with what its sender tells that no field of a record holds, under the names of the GenAI
 * conventions (docs/dialects.md); what the application itself has put there goes before. Undefined without any.
 */
export function notedMetadata(facts: DialectFacts): DialectFacts["metadata"] {
  const {
    kind = "other",
    metadata,
    finishReasons,
    responseId,
    isStreamed,
    toolCallId,
    sendersProject,
  } = facts;
  const isCall = isInference(kind);
  const notes: Record<string, MetadataValue> = {};
  if (isCall && finishReasons !== undefined) {
    notes["gen_ai.response.finish_reasons"] = finishReasons.join(", ");
  }
  if (isCall && responseId !== undefined) notes["gen_ai.response.id"] = responseId;
  if (isCall && isStreamed !== undefined) notes["gen_ai.request.stream"] = isStreamed;
  if (kind === "tool" && toolCallId !== undefined) notes["gen_ai.tool.call.id"] = toolCallId;
  if (sendersProject !== undefined) notes["project"] = sendersProject;
  return Object.keys(notes).length === 0 ? metadata : { ...notes, ...metadata };
}
