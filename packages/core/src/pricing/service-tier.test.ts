import { expect, test } from "vitest";
import { createPriceBook } from "./price-book.ts";

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const USAGE = { inputTokens: 1_000_000, outputTokens: 0 };
const book = createPriceBook();

test.each([
  ["openai", "gpt-4o", undefined, 2.5, undefined],
  ["openai", "gpt-4o", "default", 2.5, undefined],
  ["openai", "gpt-4o", "auto", 2.5, undefined],
  ["openai", "gpt-4o", "priority", 4.25, undefined],
  ["openai", "gpt-4o-2024-08-06", "priority", 4.25, undefined],
  ["openai", "gpt-4o-mini", "priority", 0.25, undefined],
  ["openai", "gpt-4.1", "priority", 3.5, undefined],
  ["openai", "gpt-5", "priority", 2.5, undefined],
  ["openai", "gpt-5-mini-2025-08-07", "priority", 0.45, undefined],
  ["openai", "o3", "priority", 3.5, undefined],
  ["openai", "o4-mini", "priority", 2, undefined],
  ["openai", "gpt-5", "flex", 0.625, undefined],
  ["openai", "gpt-4o", "batch", 1.25, undefined],
  ["openai", "gpt-5-pro", "priority", 30, "service_tier_estimated"],
  ["openai", "gpt-4o", "turbo", 2.5, "service_tier_unknown"],
  ["anthropic", "claude-sonnet-4-5", "batch", 3, undefined],
  ["anthropic", "claude-sonnet-4-5", "priority", 6, "service_tier_estimated"],
  ["groq", "llama-3.3-70b-versatile", "flex", 0.59, undefined],
])("%s %s in tier %s costs %d USD per million", (provider, model, serviceTier, usd, flag) => {
  // Claude Sonnet 4.5 has a price tier above 200,000 tokens: $6.
  const cost = book.price({ provider, model, serviceTier, usage: USAGE, at: NOW });
  expect(cost).toMatchObject({ source: "priced", totalNanos: Math.round(usd * 1e9) });
  expect(cost.flags).toEqual(flag === undefined ? undefined : [flag]);
});

test("the tier of one call is not the tier of the next", () => {
  const call = { model: "gpt-5", usage: USAGE, at: NOW };
  expect(book.price({ ...call, serviceTier: "flex" })).toMatchObject({ totalNanos: 625_000_000 });
  expect(book.price(call)).toMatchObject({ totalNanos: 1_250_000_000 });
  expect(book.price({ ...call, serviceTier: "flex" })).toMatchObject({ totalNanos: 625_000_000 });
});

test("the user's own factors come first", () => {
  const own = createPriceBook({
    serviceTiers: [
      { provider: "openai", model: "gpt-4o*", tier: "priority", multiplier: 1.1 },
      { tier: "turbo", multiplier: 3 },
    ],
  });
  const price = (serviceTier: string) =>
    own.price({ provider: "openai", model: "gpt-4o", serviceTier, usage: USAGE, at: NOW });
  expect(price("priority")).toMatchObject({ totalNanos: 2_750_000_000 });
  expect(price("turbo")).toMatchObject({ totalNanos: 7_500_000_000 });
  expect(() => createPriceBook({ serviceTiers: [{ tier: "x", multiplier: -1 }] })).toThrow(
    "pricing.serviceTiers[0].multiplier: expected 0 to 1,000, found -1",
  );
});
