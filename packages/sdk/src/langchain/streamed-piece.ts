import { arrayOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";

/** Parts of a content block that say what it is, and nothing of the answer. */
const MARKERS = new Set(["type", "id", "index"]);

/**
 * What a streamed chunk brings of the answer: its text or tool-call arguments, empty when it is something else (a
 * thought, the name of a tool), undefined when it brings nothing. Providers open a stream with a chunk that names the
 * role, or the input's usage, long before the model has written anything; it is no first token.
 */
export function writtenText(token: unknown, message: unknown): string | undefined {
  const text = textOf(token);
  if (text !== undefined) return text;
  const calls = arrayOf(property(message, "tool_call_chunks"));
  if (calls.length > 0) return calls.map((call) => textOf(property(call, "args")) ?? "").join("");
  const content = property(message, "content");
  const kwargs = property(message, "additional_kwargs");
  const hasThought = ["reasoning_content", "reasoning"].some((name) => hasWords(property(kwargs, name)));
  return hasThought || textOf(content) !== undefined || arrayOf(content).some(hasWords) ? "" : undefined;
}

function hasWords(part: unknown): boolean {
  if (textOf(part) !== undefined) return true;
  return Object.keys(objectOf(part) ?? {}).some(
    (name) => !MARKERS.has(name) && textOf(property(part, name)) !== undefined,
  );
}
