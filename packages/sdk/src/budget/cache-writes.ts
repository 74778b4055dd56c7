import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, property } from "@breakwater/core/usage/untyped";

/** The ways in which requests ask a provider to write its prompt cache (Anthropic, Bedrock). */
const MARKERS = ["cache_control", "cachePoint", "cache_point"];

/** Whether a request asks for cache writes, which cost more than plain input. */
export function asksForCacheWrites({ messages, invocationParams }: LangChainRequest): boolean {
  if (isMarked(invocationParams)) return true;
  for (const list of ["tools", "system"]) {
    if (arrayOf(property(invocationParams, list)).some(isMarked)) return true;
  }
  return arrayOf(messages).some((message) => {
    if (isMarked(property(message, "additional_kwargs"))) return true;
    const content = property(message, "content");
    return Array.isArray(content) && content.some(isMarked);
  });
}

function isMarked(part: unknown): boolean {
  return MARKERS.some((marker) => property(part, marker) !== undefined);
}
