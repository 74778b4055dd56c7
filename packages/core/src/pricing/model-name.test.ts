import { expect, test } from "vitest";
import { modelCandidates } from "./model-name.ts";
import { createPriceBook } from "./price-book.ts";

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const book = createPriceBook();

test.each([
  ["google_vertexai", "publishers/google/models/gemini-2.5-pro", 1.25],
  ["google_vertexai", "projects/p/locations/us/publishers/google/models/gemini-2.5-pro", 1.25],
  [
    "amazon_bedrock",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0",
    3,
  ],
  ["aws.bedrock", "bedrock/us-east-1/anthropic.claude-3-5-sonnet-20240620-v1:0", 3],
  ["aws.bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", 3],
  ["aws.bedrock", "apac.anthropic.claude-sonnet-4-20250514-v1:0", 3],
  ["litellm", "openai/gpt-4o", 2.5],
  ["litellm", "gpt-4o", 2.5],
  [undefined, "gemini/gemini-2.5-pro", 1.25],
  [undefined, "azure/gpt-4o", 2.5],
  ["openai", "azure/gpt-4o", 2.5],
  ["groq", "groq/llama-3.3-70b-versatile", 0.59],
  ["openai", "ft:gpt-4o-mini-2024-07-18:acme::x:ckpt-step-80", 0.3],
  ["azure", "gpt-35-turbo", 0.5],
  ["google_vertexai", "gemini-2.5-pro@001", 1.25],
])("%s %s costs %d USD per million input tokens", (provider, model, usd) => {
  const usage = { inputTokens: 1_000, outputTokens: 0 };
  const cost = book.price({ provider, model, usage, at: NOW });
  expect(cost).toMatchObject({ source: "priced", inputNanos: usd * 1_000_000 });
});

test("a fine-tuned model is never looked up by its base model", () => {
  const names = modelCandidates("openai", "ft:gpt-4.1-2025-04-14").map(({ model }) => model);
  expect(names).toEqual(["ft:gpt-4.1-2025-04-14"]);
});
