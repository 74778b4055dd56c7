import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";

/** A message the way people read it. */
export interface PlainMessage {
  readonly role: string;
  readonly content: unknown;
  readonly tool_calls?: readonly unknown[];
}

/** Messages as roles and contents. */
export function plainMessages(messages: unknown): PlainMessage[] {
  return arrayOf(messages).map((message) => ({
    role: roleOf(message),
    content: property(message, "content"),
    ...toolCallsOf(message),
  }));
}

/** The answer of a model: its text, or the tool calls it makes. */
export function answerText(output: unknown): string {
  return arrayOf(property(output, "generations"))
    .flatMap((group) => arrayOf(group))
    .map((generation) => {
      const text = textOf(property(generation, "text"));
      const calls = toolCallsOf(property(generation, "message"));
      if (text !== undefined && !calls.tool_calls) return text;
      return (text ?? "") + (calls.tool_calls ? (jsonText(calls.tool_calls) ?? "") : "");
    })
    .join("\n");
}

function toolCallsOf(message: unknown): { tool_calls?: readonly unknown[] } {
  const calls = arrayOf(property(message, "tool_calls"));
  return calls.length === 0 ? {} : { tool_calls: calls };
}

function roleOf(message: unknown): string {
  const getType = property(message, "getType");
  if (typeof getType === "function") return String(getType.call(message));
  return textOf(property(message, "type")) ?? "unknown";
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
