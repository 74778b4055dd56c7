import { type ReportedUsage, settledUsage } from "./reported-usage.ts";
import { arrayOf, countOf, property, textOf } from "./untyped.ts";

/**
 * Gemini's `usageMetadata`: `promptTokenCount` includes the cached content, but not what tools brought in
 * (`toolUsePromptTokenCount`); `candidatesTokenCount` excludes the thoughts. Should the total say that a part was
 * included all the same, it is not counted twice. Undefined when no counts are there.
 */
export function fromGeminiUsage(metadata: unknown): ReportedUsage | undefined {
  const count = (name: string) => countOf(property(metadata, name));
  const prompt = count("promptTokenCount");
  const answered = count("candidatesTokenCount") ?? count("responseTokenCount");
  const thoughts = count("thoughtsTokenCount");
  const total = count("totalTokenCount");
  // A total alone (embeddings of some versions) is all input.
  if (prompt === undefined && answered === undefined && thoughts === undefined) {
    return total === undefined ? undefined : { usage: { inputTokens: total, outputTokens: 0 }, flags: [] };
  }
  const parts = {
    base: (prompt ?? 0) + (answered ?? 0),
    toolUse: count("toolUsePromptTokenCount") ?? 0,
    thoughts: thoughts ?? 0,
  };
  const added = notIncluded(parts, total);
  return settledUsage({
    input: (prompt ?? 0) + added.toolUse,
    output: (answered ?? 0) + added.thoughts,
    total,
    cacheRead: count("cachedContentTokenCount"),
    reasoning: thoughts,
    inputAudio: audioIn(metadata, ["promptTokensDetails", "toolUsePromptTokensDetails"]),
    outputAudio: audioIn(metadata, ["candidatesTokensDetails", "responseTokensDetails"]),
  });
}

interface Parts {
  readonly base: number;
  readonly toolUse: number;
  readonly thoughts: number;
}

/** The parts that have to be added to the base: all, unless the total shows that some are in it already. */
function notIncluded({ base, toolUse, thoughts }: Parts, total: number | undefined): Omit<Parts, "base"> {
  const excess = total === undefined ? 0 : base + toolUse + thoughts - total;
  if (excess <= 0) return { toolUse, thoughts };
  if (excess === thoughts + toolUse) return { toolUse: 0, thoughts: 0 };
  if (excess === thoughts) return { toolUse, thoughts: 0 };
  if (excess === toolUse) return { toolUse: 0, thoughts };
  return { toolUse, thoughts };
}

function audioIn(metadata: unknown, lists: readonly string[]): number | undefined {
  let tokens = 0;
  for (const list of lists) {
    for (const detail of arrayOf(property(metadata, list))) {
      if (textOf(property(detail, "modality"))?.toUpperCase() !== "AUDIO") continue;
      tokens += countOf(property(detail, "tokenCount")) ?? 0;
    }
  }
  return tokens === 0 ? undefined : tokens;
}
