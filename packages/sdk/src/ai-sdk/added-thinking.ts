import { countOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";

/** Where the adapters for Anthropic and Bedrock take the budget for thinking from. */
const CORNERS = ["thinking", "reasoningConfig"];
/** Values of the option `reasoning` that ask for none. */
const NO_REASONING: ReadonlySet<string | undefined> = new Set([undefined, "none", "provider-default"]);

/**
 * The tokens for thinking that the AI SDK's adapters for Claude add to `maxOutputTokens` before they send it as the
 * request's cap. Undefined when they add some and it cannot be told how many. Other providers' caps include thinking.
 */
export function addedThinkingTokens(modelId: string, options: unknown): number | undefined {
  if (!/claude/i.test(modelId)) return 0;
  try {
    for (const corner of Object.values(objectOf(property(options, "providerOptions")) ?? {})) {
      for (const name of CORNERS) {
        const config = property(corner, name);
        if (property(config, "type") === "enabled") return countOf(property(config, "budgetTokens"));
      }
    }
  } catch {
    // Only a hostile proxy gets here.
    return undefined;
  }
  return NO_REASONING.has(textOf(property(options, "reasoning"))) ? 0 : undefined;
}
