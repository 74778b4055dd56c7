import { describe, expect, test } from "vitest";
import { nanosFromUsd } from "../money/nanos.ts";
import { createPriceBook } from "./price-book.ts";

/** 10,000 input tokens, 4,000 of them from the cache, and 1,000 output tokens. */
const USAGE = { inputTokens: 10_000, cacheReadTokens: 4_000, outputTokens: 1_000 };
const EMBEDDING_USAGE = { inputTokens: 10_000, outputTokens: 0 };
/** In DeepSeek's discount hours, which end at 00:30 UTC. */
const MEASURED_AT = Date.UTC(2026, 10, 23, 20, 0);

const book = createPriceBook();

describe("prices of 10,000 input (4,000 cached) and 1,000 output tokens", () => {
  test.each([
    ["openai", "gpt-4o", 0.03],
    [undefined, "gpt-4o", 0.03],
    ["openai", "gpt-4o-mini-2024-07-18", 0.0018],
    ["openai", "gpt-4-0613", 0.36],
    ["openai", "gpt-5.1", 0.018],
    ["openai", "gpt-5-mini-2025-08-07", 0.0036],
    ["openai", "o3-mini", 0.0132],
    ["openai", "gpt-6-astra", 0.114],
    ["openai", "gpt-3.5-turbo-0125", 0.0065],
    ["openai", "ft:gpt-4o-mini-2024-07-18:acme::X", 0.0042],
    ["openai", "gpt-4o-audio-preview", 0.035],
    ["azure", "azure/gpt-4o", 0.03],
    ["azure.ai.openai", "gpt-4o", 0.03],
    ["anthropic", "claude-sonnet-4-5-20250929", 0.0342],
    ["anthropic", "claude-opus-4-5", 0.057],
    ["anthropic", "claude-3-5-haiku-latest", 0.00912],
    ["amazon_bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0", 0.0342],
    ["aws.bedrock", "us.anthropic.claude-sonnet-4-20250514-v1:0", 0.0342],
    ["google_vertexai", "claude-sonnet-4@20250514", 0.0342],
    ["google_genai", "gemini-2.5-pro", 0.018],
    ["google_genai", "models/gemini-2.5-flash", 0.00442],
    ["deepseek", "deepseek-chat", 0.0015],
    ["groq", "llama-3.3-70b-versatile", 0.00669],
    ["mistral", "mistral-large-latest", 0.026],
    ["openrouter", "openrouter/anthropic/claude-sonnet-4", 0.0342],
    [undefined, "openrouter/anthropic/claude-sonnet-4", 0.0342],
    ["xai", "grok-4", 0.036],
    ["amazon_bedrock", "meta.llama3-1-70b-instruct-v1:0", 0.00792],
    ["cohere", "command-r-plus", 0.035],
    ["openrouter", "qwen/qwen3-235b-a22b", 0.0019],
  ])("%s %s costs %d USD", (provider, model, usd) => {
    expect(book.price({ provider, model, usage: USAGE, at: MEASURED_AT })).toMatchObject({
      source: "priced",
      totalNanos: nanosFromUsd(usd),
    });
  });

  test("an embedding model costs its input only", () => {
    const call = {
      provider: "openai",
      model: "text-embedding-3-small",
      usage: EMBEDDING_USAGE,
      at: MEASURED_AT,
    };
    expect(book.price(call)).toMatchObject({ totalNanos: 200_000, outputNanos: 0 });
  });

  test.each([
    ["openai", "my-local-model", "unknown_model"],
    [undefined, "my-local-model", "unknown_model"],
    ["ollama", "llama3.1", "unknown_provider"],
    ["my-openai-proxy", "gpt-4o", "unknown_provider"],
    ["openai", "", "no_model"],
    ["openai", undefined, "no_model"],
  ])("PITFALL unknown price becomes $0: %s %s is unpriced (%s)", (provider, model, reason) => {
    expect(book.price({ provider, model, usage: USAGE, at: MEASURED_AT })).toEqual({
      source: "unpriced",
      reason,
    });
    expect(book.bound({ provider, model, inputTokens: 1, maxOutputTokens: 1, at: MEASURED_AT })).toEqual({
      kind: "unpriced",
      reason,
    });
  });
});
