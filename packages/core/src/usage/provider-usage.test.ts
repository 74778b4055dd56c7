import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromGeminiUsage } from "./gemini-usage.ts";
import { fromOllamaUsage } from "./ollama-usage.ts";
import { fromAnthropicUsage } from "./reported-usage.ts";
import { fromResponsesUsage } from "./responses-usage.ts";

describe("OpenAI's Responses API", () => {
  test("its input includes the cache, its output the reasoning", () => {
    const raw = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 20 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 25 },
      total_tokens: 130,
    };
    expect(fromResponsesUsage(raw)).toEqual({
      usage: {
        inputTokens: 100,
        outputTokens: 30,
        cacheReadTokens: 40,
        cacheWriteTokens: 20,
        reasoningTokens: 25,
      },
      flags: [],
    });
  });
});

describe("Gemini", () => {
  test("the prompt includes the cache; tool results and thoughts are added", () => {
    const metadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 10,
      thoughtsTokenCount: 50,
      toolUsePromptTokenCount: 7,
      totalTokenCount: 167,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: 88 },
        { modality: "AUDIO", tokenCount: 12 },
      ],
    };
    expect(fromGeminiUsage(metadata)).toEqual({
      usage: {
        inputTokens: 107,
        outputTokens: 60,
        cacheReadTokens: 60,
        reasoningTokens: 50,
        inputAudioTokens: 12,
      },
      flags: [],
    });
  });

  test.each([
    ["thoughts", { thoughtsTokenCount: 4, totalTokenCount: 15 }, { inputTokens: 10, outputTokens: 5 }],
    [
      "tool results",
      { toolUsePromptTokenCount: 4, totalTokenCount: 15 },
      { inputTokens: 10, outputTokens: 5 },
    ],
    [
      "both",
      { thoughtsTokenCount: 3, toolUsePromptTokenCount: 4, totalTokenCount: 15 },
      { inputTokens: 10, outputTokens: 5 },
    ],
  ])("%s that the total shows to be included already count once", (_, more, usage) => {
    const metadata = { promptTokenCount: 10, candidatesTokenCount: 5, ...more };
    expect(fromGeminiUsage(metadata)?.usage).toMatchObject(usage);
  });

  test("a total alone is input; nothing is nothing", () => {
    expect(fromGeminiUsage({ totalTokenCount: 9 })?.usage).toEqual({ inputTokens: 9, outputTokens: 0 });
    expect(fromGeminiUsage({})).toBeUndefined();
  });
});

describe("Anthropic", () => {
  test("cache is added to the input, thinking is part of the output", () => {
    const raw = {
      input_tokens: 7,
      cache_read_input_tokens: 3,
      cache_creation_input_tokens: 4,
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 6 },
    };
    expect(fromAnthropicUsage(raw)?.usage).toEqual({
      inputTokens: 14,
      outputTokens: 9,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      cacheWrite1hTokens: 3,
      reasoningTokens: 6,
    });
  });

  test("what a compaction used is in no total and is added; an advisor's tokens are flagged", () => {
    const iterations = [
      { type: "message", input_tokens: 7, output_tokens: 2 },
      { type: "compaction", input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 20 },
    ];
    const raw = { input_tokens: 7, output_tokens: 2, iterations };
    expect(fromAnthropicUsage(raw)).toEqual({
      usage: { inputTokens: 157, outputTokens: 22, cacheReadTokens: 50 },
      flags: [],
    });
    const advised = { ...raw, iterations: [{ type: "advisor_message", input_tokens: 1, output_tokens: 1 }] };
    expect(fromAnthropicUsage(advised)?.flags).toEqual(["advisor_not_counted"]);
  });
});

test("Ollama: without the count of the prompt there is no report", () => {
  expect(fromOllamaUsage({ prompt_eval_count: 5, eval_count: 3 })?.usage).toEqual({
    inputTokens: 5,
    outputTokens: 3,
  });
  expect(fromOllamaUsage({ eval_count: 3 })).toBeUndefined();
});

test("no reader throws, no count is negative, and parts never exceed their whole", () => {
  const count = fc.oneof(fc.nat(), fc.integer(), fc.double(), fc.jsonValue());
  const names = [
    ..."input_tokens output_tokens total_tokens cache_read_input_tokens cache_creation_input_tokens".split(
      " ",
    ),
    ..."promptTokenCount candidatesTokenCount thoughtsTokenCount toolUsePromptTokenCount".split(" "),
    ..."cachedContentTokenCount totalTokenCount prompt_eval_count eval_count".split(" "),
  ];
  const raws = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), count));
  fc.assert(
    fc.property(raws, (raw) => {
      for (const read of [fromResponsesUsage, fromGeminiUsage, fromAnthropicUsage, fromOllamaUsage]) {
        const usage = read(raw)?.usage;
        if (usage === undefined) continue;
        for (const tokens of Object.values(usage)) expect(tokens).toBeGreaterThanOrEqual(0);
        expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens);
        expect(usage.cacheReadTokens ?? 0).toBeLessThanOrEqual(usage.inputTokens);
      }
    }),
    { numRuns: 500 },
  );
});
