import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { beforeAll, describe, expect, test } from "vitest";
import { upperBoundTokens } from "./token-estimate.ts";
import { encodingFor, hasLongRun, loadedTokenizer, loadTokenizer, type Tokenizer } from "./tokenizer.ts";

test.each([
  ["gpt-4o", "o200k_base"],
  ["gpt-4o-mini-2024-07-18", "o200k_base"],
  ["azure/gpt-4.1", "o200k_base"],
  ["ft:gpt-4o-2024-08-06:acme::x", "o200k_base"],
  ["openai/gpt-oss-120b", "o200k_base"],
  ["gpt-5.6-sol", "o200k_base"],
  ["o3-mini", "o200k_base"],
  ["gpt-4", "cl100k_base"],
  ["gpt-4-turbo", "cl100k_base"],
  ["gpt-35-turbo", "cl100k_base"],
  ["gpt-3.5-turbo-0125", "cl100k_base"],
  ["text-embedding-3-small", "cl100k_base"],
  ["gpt-6-astra", undefined],
  ["claude-sonnet-4-5", undefined],
  ["gpt-4.7-unheard-of", undefined],
])("the vocabulary of %s is %s", (model, encoding) => {
  expect(encodingFor(model)).toBe(encoding);
});

test("a model without a vocabulary has no tokenizer", async () => {
  expect(await loadTokenizer("claude-sonnet-4-5")).toBeUndefined();
  expect(loadedTokenizer("claude-sonnet-4-5")).toBeUndefined();
});

describe("a loaded tokenizer", () => {
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    const loaded = await loadTokenizer("gpt-4o");
    if (loaded === undefined) throw new Error("the tokenizer did not load");
    tokenizer = loaded;
  });

  test("is the one that is found from then on, for every model of its vocabulary", async () => {
    expect(loadedTokenizer("gpt-5-mini")).toBe(tokenizer);
    expect(await loadTokenizer("o3")).toBe(tokenizer);
  });

  test("counts as the vocabulary does, and never more than the bytes", () => {
    expect(tokenizer.count("什么是量子纠缠？")).toBe(countTokens("什么是量子纠缠？"));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const count = tokenizer.count(text);
        expect(count).toBeGreaterThanOrEqual(countTokens(text, { disallowedSpecial: new Set() }));
        expect(count).toBeLessThanOrEqual(upperBoundTokens(text));
      }),
    );
  });

  test("takes what looks like a special token for text", () => {
    expect(tokenizer.count("<|endoftext|>")).toBeGreaterThan(1);
  });

  test("bounds by bytes what would take long: very long texts, and long unbroken runs", () => {
    const long = "word ".repeat(40_001);
    expect(tokenizer.count(long)).toBe(long.length);
    for (const run of ["a".repeat(5_000), "!—".repeat(5_000), " \u3000".repeat(5_000), "字".repeat(5_000)]) {
      expect(hasLongRun(run)).toBe(true);
      expect(tokenizer.count(run)).toBe(upperBoundTokens(run));
    }
    expect(hasLongRun("Ein gewöhnlicher Satz, слова и слова. 量子纠缠，是什么？ ".repeat(500))).toBe(false);
  });
});
