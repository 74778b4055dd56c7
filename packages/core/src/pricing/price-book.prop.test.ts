import { calcPrice, findProvider } from "@pydantic/genai-prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TokenUsage } from "../record/span-record.ts";
import { createPriceBook } from "./price-book.ts";

const AT = Date.UTC(2026, 10, 23, 20, 0);
const PROVIDERS = [
  "openai",
  "anthropic",
  "aws",
  "azure",
  "google",
  "groq",
  "mistral",
  "x-ai",
  "deepseek",
  "cohere",
  "perplexity",
  "openrouter",
  "together",
  "fireworks",
  "moonshotai",
  "voyageai",
  "minimax",
];

function modelsOf(provider: string) {
  return (findProvider({ providerId: provider })?.models ?? []).map((model) => ({
    provider,
    model: model.id,
  }));
}

/** Each provider as often as any other: most of the catalogue is OpenRouter, with the plainest price lists. */
const models = fc.constantFrom(...PROVIDERS).chain((provider) => fc.constantFrom(...modelsOf(provider)));

const book = createPriceBook();

const tokens = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 0, max: 2_000_000 }),
  fc.constantFrom(0, 1, 128_000, 128_001, 199_999, 200_000, 200_001, 272_000, 272_001, 512_001),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Any usage whose parts do not exceed their wholes. */
const usages: fc.Arbitrary<TokenUsage> = fc
  .tuple(tokens, tokens, share, share, share, share, share)
  .map(([inputTokens, outputTokens, read, write, long, audio, reasoning]) => {
    const cacheReadTokens = Math.floor(inputTokens * read);
    const cacheWriteTokens = Math.floor((inputTokens - cacheReadTokens) * write);
    const rest = inputTokens - cacheReadTokens - cacheWriteTokens;
    const reasoningTokens = Math.floor(outputTokens * reasoning);
    return {
      inputTokens,
      outputTokens,
      cacheReadTokens,
      cacheWriteTokens,
      cacheWrite1hTokens: Math.floor(cacheWriteTokens * long),
      inputAudioTokens: Math.floor(rest * audio),
      reasoningTokens,
      outputAudioTokens: Math.floor((outputTokens - reasoningTokens) * audio),
    };
  });

function libraryUsage(usage: TokenUsage): Record<string, number | undefined> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    cache_write_1h_tokens: usage.cacheWrite1hTokens,
    cache_audio_read_tokens: 0,
    cache_image_read_tokens: 0,
    input_audio_tokens: usage.inputAudioTokens,
    output_reasoning_tokens: usage.reasoningTokens,
    output_audio_tokens: usage.outputAudioTokens,
  };
}

function expectClose(nanos: number, usd: number): void {
  const expected = usd * 1e9;
  expect(Math.abs(nanos - expected)).toBeLessThanOrEqual(1 + expected * 1e-12);
}

describe("against the library's own arithmetic", () => {
  test("the lists of models are there", () => {
    expect(PROVIDERS.flatMap(modelsOf).length).toBeGreaterThan(900);
  });

  test("every component of every priced model agrees within a nano-dollar", () => {
    fc.assert(
      fc.property(models, usages, fc.integer({ min: -900, max: 400 }), (name, usage, days) => {
        const at = AT + days * 86_400_000 + days * 1000;
        const cost = book.price({ ...name, usage, at });
        const theirs = calcPrice(libraryUsage(usage), name.model, {
          providerId: name.provider,
          timestamp: new Date(at),
        });
        if (cost.source === "unpriced") {
          // Unpriced here is null there, or a $0 that means "not sold by the token".
          const known = theirs?.model_price ?? {};
          const isTokenPriced =
            known["input_mtok"] !== undefined &&
            (known["output_mtok"] !== undefined || usage.outputTokens === 0);
          expect(theirs === null || !isTokenPriced).toBe(true);
          return;
        }
        if (theirs === null) {
          expect(cost.flags).toContain("price_of_undated_model");
          return;
        }
        expectClose(cost.inputNanos, theirs.input_price);
        expectClose(cost.outputNanos, theirs.output_price);
        expect(Math.abs(cost.totalNanos - theirs.total_price * 1e9)).toBeLessThanOrEqual(
          2 + theirs.total_price * 1e-3,
        );
      }),
      { numRuns: 3_000 },
    );
  });
});

const tiers = fc.constantFrom(
  undefined,
  "auto",
  "default",
  "flex",
  "priority",
  "batch",
  "scale",
  "no-such-tier",
);

describe("the bound", () => {
  test("is never below the price of any usage within it", () => {
    fc.assert(
      fc.property(
        models,
        usages,
        fc.record({ moreInput: tokens, moreOutput: tokens, serviceTier: tiers }),
        (name, usage, { moreInput, moreOutput, serviceTier }) => {
          const cost = book.price({ ...name, usage, serviceTier, at: AT });
          const bound = book.bound({
            ...name,
            inputTokens: usage.inputTokens + moreInput,
            maxOutputTokens: usage.outputTokens + moreOutput,
            hasCacheWrites: (usage.cacheWriteTokens ?? 0) > 0,
            serviceTier,
            at: AT,
          });
          if (cost.source === "unpriced") return;
          if (bound.kind === "unpriced") {
            expect(bound.reason).toBe("no_output_price");
            return;
          }
          expect(cost.totalNanos).toBeLessThanOrEqual(bound.nanos);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("holds for overrides with prices of any number of digits", () => {
    const perMillion = fc.oneof(
      fc.constant(0),
      fc.double({ min: 1e-6, max: 1_000_000, noNaN: true }),
      fc.constantFrom(0.1 + 0.2, 0.075, 1e-6, 999_999.999),
    );
    fc.assert(
      fc.property(
        fc.record({
          inputPerMillionUsd: perMillion,
          outputPerMillionUsd: perMillion,
          cacheReadPerMillionUsd: perMillion,
          cacheWritePerMillionUsd: perMillion,
          cacheWrite1hPerMillionUsd: perMillion,
          reasoningPerMillionUsd: perMillion,
          inputAudioPerMillionUsd: perMillion,
          outputAudioPerMillionUsd: perMillion,
          perCallUsd: fc.double({ min: 0, max: 10, noNaN: true }),
        }),
        usages,
        (prices, usage) => {
          const own = createPriceBook({ overrides: [{ model: "mine", ...prices }] });
          const cost = own.price({ model: "mine", usage, at: AT });
          const bound = own.bound({
            model: "mine",
            inputTokens: usage.inputTokens,
            maxOutputTokens: usage.outputTokens,
            hasCacheWrites: true,
            at: AT,
          });
          if (cost.source === "unpriced" || bound.kind === "unpriced")
            throw new Error("an override is a price");
          expect(cost.totalNanos).toBeLessThanOrEqual(bound.nanos);
          expect(Number.isSafeInteger(cost.totalNanos)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test("PITFALL negative cost: no numbers, however wrong, give a cost that is negative or no integer", () => {
  const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, -1, 0.5, Infinity, 1e300));
  const anyUsage = fc.record(
    {
      inputTokens: anyNumber,
      outputTokens: anyNumber,
      cacheReadTokens: anyNumber,
      cacheWriteTokens: anyNumber,
      cacheWrite1hTokens: anyNumber,
      reasoningTokens: anyNumber,
      inputAudioTokens: anyNumber,
      outputAudioTokens: anyNumber,
    },
    { requiredKeys: ["inputTokens", "outputTokens"] },
  );
  fc.assert(
    fc.property(
      anyUsage,
      fc.constantFrom("gpt-4o", "claude-sonnet-4-5", "gemini-2.5-pro"),
      (usage, model) => {
        const cost = book.price({ model, usage, at: AT });
        if (cost.source === "unpriced") throw new Error("the model is known");
        for (const nanos of [cost.inputNanos, cost.outputNanos, cost.totalNanos]) {
          expect(Number.isSafeInteger(nanos) && nanos >= 0).toBe(true);
        }
      },
    ),
  );
});

test("never throws, whatever the names and the time", () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.option(fc.string()), fc.double(), (provider, model, at) => {
      const names = { provider: provider ?? undefined, model: model ?? undefined };
      const cost = book.price({ ...names, usage: { inputTokens: 1, outputTokens: 1 }, at });
      expect(["priced", "unpriced"]).toContain(cost.source);
    }),
  );
});
