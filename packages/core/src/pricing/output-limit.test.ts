import { describe, expect, it } from "vitest";
import { outputLimitOf } from "./output-limit.ts";

describe("outputLimitOf", () => {
  it.each([
    ["gpt-4o", 16_384],
    ["gpt-4o-mini-2024-07-18", 16_384],
    ["gpt-4.1-nano", 32_768],
    ["gpt-5-mini-2025-08-07", 128_000],
    ["o3-mini", 100_000],
    ["gpt-4-turbo-2024-04-09", 4_096],
    ["gpt-3.5-turbo-0125", 4_096],
    ["models/gemini-2.5-flash", 65_535],
    ["gemini-2.0-flash-001", 8_192],
    ["claude-sonnet-4-5-20250929", 64_000],
    ["claude-opus-4-20250514", 32_000],
    ["claude-3-5-haiku-latest", 8_192],
  ])("knows what %s accepts", (model, tokens) => {
    expect(outputLimitOf(model)).toBe(tokens);
  });

  it("looks behind prefixes of providers, fine-tunings and clouds", () => {
    expect(outputLimitOf("azure/gpt-4o", "azure")).toBe(16_384);
    expect(outputLimitOf("openai/gpt-4.1", "openrouter")).toBe(32_768);
    expect(outputLimitOf("ft:gpt-4o-mini-2024-07-18:acme::X", "openai")).toBe(16_384);
    expect(outputLimitOf("us.anthropic.claude-sonnet-4-20250514-v1:0", "aws.bedrock")).toBe(64_000);
  });

  it("tells apart a family's members with limits of their own", () => {
    expect(outputLimitOf("gpt-4o-2024-05-13")).toBe(4_096);
    expect(outputLimitOf("gpt-5-chat-latest")).toBe(16_384);
    expect(outputLimitOf("gpt-5.3-codex-spark")).toBe(32_000);
    expect(outputLimitOf("claude-opus-4-5")).toBe(64_000);
  });

  it.each(["gpt-4", "gpt-6-astra", "gpt-4o-mini-tts", "gemini-2.5-flash-image", "llama-3.3-70b", "mine", ""])(
    "does not guess at %s",
    (model) => expect(outputLimitOf(model)).toBeUndefined(),
  );
});
