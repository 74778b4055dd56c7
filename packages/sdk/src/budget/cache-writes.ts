import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, property } from "@breakwater/core/usage/untyped";

/** The ways in which requests ask a provider to write its prompt cache (Anthropic, Bedrock, OpenAI). */
const MARKERS = ["cache_control", "cachePoint", "cache_point", "prompt_cache_breakpoint"];
/** Content nests no deeper: message, tool result, document, part. */
const MAX_DEPTH = 4;

/** Whether a request asks for cache writes, which cost more than plain input. */
export function asksForCacheWrites({ messages, invocationParams }: LangChainRequest): boolean {
  if (isMarked(invocationParams)) return true;
  for (const list of ["tools", "system"]) {
    if (arrayOf(property(invocationParams, list)).some(isMarked)) return true;
  }
  return arrayOf(messages).some(
    (message) => isMarked(property(message, "additional_kwargs")) || hasMark(message, MAX_DEPTH),
  );
}

/** A mark on the message or part, or on what it contains. */
function hasMark(holder: unknown, depth: number): boolean {
  if (isMarked(holder)) return true;
  const content = property(holder, "content") ?? property(property(holder, "source"), "content");
  return depth > 0 && arrayOf(content).some((part) => hasMark(part, depth - 1));
}

function isMarked(part: unknown): boolean {
  return MARKERS.some((marker) => {
    const mark = property(part, marker);
    return mark !== undefined && mark !== null;
  });
}
