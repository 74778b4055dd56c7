import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usageFromLangChain } from "./langchain-usage.ts";

const QUIET = { sawTokens: false };

function result(message: object, rest: object = {}) {
  return { generations: [[{ text: "hi", message: { content: "hi", ...message } }]], ...rest };
}

describe("PITFALL cost differs from the bill: what a run used", () => {
  test("cache and reasoning details of OpenAI", () => {
    const output = result({
      usage_metadata: {
        input_tokens: 100,
        output_tokens: 50,
        total_tokens: 150,
        input_token_details: { cache_read: 64, audio: 0 },
        output_token_details: { reasoning: 30 },
      },
      response_metadata: { model_name: "gpt-4o-2024-08-06", service_tier: "default" },
    });
    expect(usageFromLangChain(output, QUIET)).toEqual({
      usage: { inputTokens: 100, outputTokens: 50, cacheReadTokens: 64, reasoningTokens: 30 },
      usageSource: "reported",
      responseModel: "gpt-4o-2024-08-06",
      serviceTier: "default",
    });
  });

  test("the usage of a call with several answers counts once", () => {
    const usage_metadata = { input_tokens: 10, output_tokens: 20, total_tokens: 30 };
    const generation = { text: "x", message: { content: "x", usage_metadata } };
    const output = { generations: [[generation, generation, generation]] };
    expect(usageFromLangChain(output, QUIET).usage).toEqual({ inputTokens: 10, outputTokens: 20 });
  });

  test("a model name that merging has doubled is read once", () => {
    const output = result({
      usage_metadata: { input_tokens: 1, output_tokens: 1 },
      response_metadata: { model_name: "gpt-4o-2024-08-06gpt-4o-2024-08-06" },
    });
    expect(usageFromLangChain(output, QUIET).responseModel).toBe("gpt-4o-2024-08-06");
  });

  test("Anthropic's one-hour cache writes", () => {
    const output = result({
      usage_metadata: {
        input_tokens: 14,
        output_tokens: 5,
        total_tokens: 19,
        input_token_details: { cache_read: 3, cache_creation: 4 },
      },
      response_metadata: {
        model: "claude-sonnet-4-5-20250929",
        usage: {
          cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
          service_tier: "batch",
        },
      },
    });
    expect(usageFromLangChain(output, QUIET)).toMatchObject({
      usage: { inputTokens: 14, cacheReadTokens: 3, cacheWriteTokens: 4, cacheWrite1hTokens: 3 },
      responseModel: "claude-sonnet-4-5-20250929",
      serviceTier: "batch",
    });
  });

  describe("an Anthropic stream counts its first tokens twice", () => {
    const streamed = {
      sawTokens: true,
      lastChunkUsage: { input_tokens: 0, output_tokens: 5, total_tokens: 5 },
    };
    const usage_metadata = { input_tokens: 14, output_tokens: 6, total_tokens: 20 };

    test("the last chunk has the true count", () => {
      const output = result({ usage_metadata, response_metadata: { model_provider: "anthropic" } });
      expect(usageFromLangChain(output, streamed)).toMatchObject({
        usage: { inputTokens: 14, outputTokens: 5 },
        flags: ["output_overcount_corrected"],
      });
    });

    test("other providers stream differences, which are not touched", () => {
      const output = result({ usage_metadata, response_metadata: { model_provider: "google-genai" } });
      expect(usageFromLangChain(output, streamed).usage).toEqual({ inputTokens: 14, outputTokens: 6 });
    });
  });

  test("a Bedrock usage whose input leaves out the cache gets it back", () => {
    const output = result({
      usage_metadata: {
        input_tokens: 10,
        output_tokens: 5,
        total_tokens: 4_015,
        input_token_details: { cache_read: 3_000, cache_creation: 1_000 },
      },
    });
    expect(usageFromLangChain(output, QUIET)).toMatchObject({
      usage: { inputTokens: 4_010, outputTokens: 5, cacheReadTokens: 3_000, cacheWriteTokens: 1_000 },
      flags: ["input_excluded_cache"],
    });
  });

  test("reasoning that the output leaves out is added (xAI)", () => {
    const output = result({
      usage_metadata: {
        input_tokens: 32,
        output_tokens: 9,
        total_tokens: 341,
        output_token_details: { reasoning: 300 },
      },
    });
    expect(usageFromLangChain(output, QUIET)).toMatchObject({
      usage: { inputTokens: 32, outputTokens: 309, reasoningTokens: 300 },
      flags: ["output_excluded_reasoning"],
    });
  });

  test("tokens that only the total knows count as output (Gemini's thoughts)", () => {
    const output = result({ usage_metadata: { input_tokens: 10, output_tokens: 5, total_tokens: 115 } });
    expect(usageFromLangChain(output, QUIET)).toMatchObject({
      usage: { inputTokens: 10, outputTokens: 105 },
      flags: ["total_exceeds_parts"],
    });
  });
});

describe("where there is no usage_metadata", () => {
  test.each([
    [{ tokenUsage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 } }, "reported"],
    [{ token_usage: { prompt_tokens: 3, completion_tokens: 4 } }, "reported"],
    [{ usage: { input_tokens: 3, output_tokens: 4 } }, "reported"],
    [{ usage: { prompt_tokens: 3, completion_tokens: 4 } }, "reported"],
    [{ estimatedTokenUsage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 } }, "estimated"],
  ])("llmOutput %j is %s", (llmOutput, usageSource) => {
    expect(usageFromLangChain(result({}, { llmOutput }), QUIET)).toEqual({
      usage: { inputTokens: 3, outputTokens: 4 },
      usageSource,
    });
  });

  test("Anthropic's raw usage leaves the cache out of the input", () => {
    const llmOutput = {
      usage: {
        input_tokens: 7,
        output_tokens: 5,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 4,
        cache_creation: { ephemeral_1h_input_tokens: 4 },
      },
    };
    expect(usageFromLangChain(result({}, { llmOutput }), QUIET).usage).toEqual({
      inputTokens: 14,
      outputTokens: 5,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      cacheWrite1hTokens: 4,
    });
  });

  test("nothing reported is nothing, not zero", () => {
    expect(usageFromLangChain(result({}), QUIET)).toEqual({});
    expect(usageFromLangChain(result({}, { llmOutput: { tokenUsage: {} } }), QUIET)).toEqual({});
    const details = { usage_metadata: { input_token_details: {}, output_token_details: {} } };
    expect(usageFromLangChain(result(details), QUIET)).toEqual({});
  });

  test("zeros beside an answer are no report", () => {
    const zeros = { usage_metadata: { input_tokens: 0, output_tokens: 0, total_tokens: 0 } };
    expect(usageFromLangChain(result(zeros), QUIET).usage).toBeUndefined();
    expect(usageFromLangChain(result(zeros), { sawTokens: true }).usage).toBeUndefined();
    const silent = { generations: [[{ text: "", message: { content: "", ...zeros } }]] };
    expect(usageFromLangChain(silent, QUIET).usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });
});

test("never throws, and never gives a count that is no count", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("hostile");
      },
    },
  );
  const hostileList = new Proxy([1], {
    get() {
      throw new Error("hostile");
    },
  });
  const anyUsage = fc.record({
    input_tokens: fc.anything(),
    output_tokens: fc.anything(),
    total_tokens: fc.anything(),
    input_token_details: fc.oneof(fc.anything(), fc.record({ cache_read: fc.anything() })),
  });
  const shapes = fc.oneof(
    fc.anything(),
    fc.constant(hostile),
    fc.constant({ generations: hostileList }),
    fc.record({ generations: fc.anything(), llmOutput: fc.anything() }),
    anyUsage.map((usage_metadata) => result({ usage_metadata, response_metadata: hostile })),
    fc.anything().map((llmOutput) => result({}, { llmOutput: { tokenUsage: llmOutput, usage: llmOutput } })),
  );
  fc.assert(
    fc.property(shapes, fc.anything(), (output, lastChunkUsage) => {
      const { usage } = usageFromLangChain(output, { sawTokens: true, lastChunkUsage });
      for (const count of Object.values(usage ?? {})) expect(count >= 0 && Number.isFinite(count)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
