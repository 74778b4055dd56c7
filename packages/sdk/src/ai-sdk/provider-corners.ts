import { objectOf, property, textOf } from "@breakwater/core/usage/untyped";

/**
 * A text that a provider keeps under `name` in its own corner of the AI SDK's provider options or metadata:
 * `{ openai: { serviceTier: "flex" } }`. Undefined when no corner has it, or the object does not let itself be read.
 */
export function cornerText(corners: unknown, name: string): string | undefined {
  try {
    for (const corner of Object.values(objectOf(corners) ?? {})) {
      const text = textOf(property(corner, name));
      if (text !== undefined) return text;
    }
  } catch {
    // Only a hostile proxy gets here; the record does without.
  }
  return undefined;
}
