import { expect, test } from "vitest";
import { addedThinkingTokens } from "./added-thinking.ts";

const enabled = { type: "enabled", budgetTokens: 2_000 };

test.each([
  ["no thinking", "claude-sonnet-4-5", {}, 0],
  [
    "a budget of Anthropic's",
    "claude-sonnet-4-5",
    { providerOptions: { anthropic: { thinking: enabled } } },
    2_000,
  ],
  [
    "one of Bedrock's",
    "us.anthropic.claude-x",
    { providerOptions: { bedrock: { reasoningConfig: enabled } } },
    2_000,
  ],
  [
    "a budget left to the adapter",
    "claude-x",
    { providerOptions: { anthropic: { thinking: { type: "enabled" } } } },
    undefined,
  ],
  [
    "adaptive thinking, inside the cap",
    "claude-x",
    { providerOptions: { anthropic: { thinking: { type: "adaptive" } } } },
    0,
  ],
  ["an effort that the adapter makes a budget of", "claude-x", { reasoning: "high" }, undefined],
  ["an effort of none", "claude-x", { reasoning: "none" }, 0],
  ["another provider's model", "gpt-5", { reasoning: "high" }, 0],
])("%s", (_, modelId, options, tokens) => {
  expect(addedThinkingTokens(modelId, options)).toBe(tokens);
});
