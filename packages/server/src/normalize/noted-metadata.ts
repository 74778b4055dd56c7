import { isInference } from "@breakwater/core/record/span-record";
import type { DialectFacts } from "./dialect.ts";
import { metadataOf } from "./dialects/read-attribute.ts";

/**
 * The metadata of a span, with what its sender tells that no field of a record holds, under the names of the GenAI
 * conventions (docs/dialects.md); what the application itself has put there goes before. Undefined without any.
 */
export function notedMetadata({
  kind = "other",
  metadata,
  ...noted
}: DialectFacts): DialectFacts["metadata"] {
  const { finishReasons, responseId, isStreamed, toolCallId, sendersProject } = noted;
  const notes = metadataOf([
    ...(isInference(kind)
      ? ([
          ["gen_ai.response.finish_reasons", finishReasons?.join(", ")],
          ["gen_ai.response.id", responseId],
          ["gen_ai.request.stream", isStreamed],
        ] as const)
      : []),
    ["gen_ai.tool.call.id", kind === "tool" ? toolCallId : undefined],
    ["project", sendersProject],
  ]);
  return notes === undefined ? metadata : { ...notes, ...metadata };
}
