import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";

/** The text of a payload as a record keeps it, or nothing when it is not kept. */
export function payloadText(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === "string" ? value : jsonText(value);
  if (text === undefined) return undefined;
  // Cutting first keeps the redaction of a huge payload quick; the margin keeps a secret at the cut whole.
  const head = text.length > 4 * maxLength ? text.slice(0, 4 * maxLength) : text;
  return truncateCodePoints(redactSecrets(head), maxLength);
}

/** Messages as JSON text of roles and contents, the way people read them. */
export function messagesText(messages: unknown, maxLength: number): string | undefined {
  const plain = arrayOf(messages).map((message) => ({
    role: roleOf(message),
    content: property(message, "content"),
    ...toolCallsOf(message),
  }));
  return payloadText(plain, maxLength);
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
