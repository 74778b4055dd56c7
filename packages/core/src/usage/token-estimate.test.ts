import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateTokens, upperBoundTokens } from "./token-estimate.ts";

test("the bound is the length in UTF-8, for any text, lone surrogates included", () => {
  const encoder = new TextEncoder();
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(upperBoundTokens(text)).toBe(encoder.encode(text).length);
    }),
  );
});

describe("the estimate", () => {
  test.each([
    ["The quick brown fox jumps over the lazy dog.", 10],
    ["什么是量子纠缠？", 7],
    ["Что такое квантовая запутанность?", 8],
    ["量子もつれとは何ですか", 10],
  ])("of %s is within two thirds of what gpt-4o counts (%d)", (text, counted) => {
    const estimate = estimateTokens(text, "gpt-4o");
    expect(estimate).toBeGreaterThan(counted * 0.6);
    expect(estimate).toBeLessThan(counted * 2.3);
  });

  test("never exceeds the bound, and counts more CJK for vocabularies that hold less of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(estimateTokens(text)).toBeLessThanOrEqual(Math.max(upperBoundTokens(text), 1));
      }),
    );
    expect(estimateTokens("量子".repeat(50), "claude-sonnet-4-5")).toBeGreaterThan(
      estimateTokens("量子".repeat(50), "gpt-4o"),
    );
  });
});
