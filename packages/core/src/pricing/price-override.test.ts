import { describe, expect, test } from "vitest";
import { createPriceBook } from "./price-book.ts";
import type { PriceOverride } from "./price-override.ts";

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const MINE = { model: "my-*", inputPerMillionUsd: 2, outputPerMillionUsd: 4 };

function inputNanos(overrides: readonly PriceOverride[], model: string, provider?: string): number | string {
  const usage = { inputTokens: 1_000, outputTokens: 0 };
  const cost = createPriceBook({ overrides }).price({ provider, model, usage, at: NOW });
  return cost.source === "unpriced" ? cost.reason : cost.inputNanos;
}

describe("which override counts", () => {
  test("a wildcard fits any text, whatever the case", () => {
    expect(inputNanos([MINE], "My-Llama-70b")).toBe(2_000_000);
    expect(inputNanos([MINE], "your-llama")).toBe("unknown_model");
  });

  test("it wins over the catalogue, for every spelling of its provider and no other", () => {
    const azure = { ...MINE, provider: "azure", model: "gpt-4o" };
    expect(inputNanos([azure], "gpt-4o", "azure.ai.openai")).toBe(2_000_000);
    expect(inputNanos([azure], "gpt-4o", "openai")).toBe(2_500_000);
  });

  test("a price for a local model without provider in the catalogue", () => {
    expect(inputNanos([{ ...MINE, model: "*", provider: "ollama" }], "llama3.1:8b", "ollama")).toBe(
      2_000_000,
    );
  });

  test("the dated name before the undated one, else the first of the list", () => {
    const undated = { ...MINE, model: "gpt-4o" };
    const dated = { ...MINE, model: "gpt-4o-2024-08-06", inputPerMillionUsd: 3 };
    expect(inputNanos([undated, dated], "gpt-4o-2024-08-06")).toBe(3_000_000);
    expect(inputNanos([undated, dated], "gpt-4o-2024-11-20")).toBe(2_000_000);
    expect(inputNanos([{ ...MINE, inputPerMillionUsd: 9 }, MINE], "my-model")).toBe(9_000_000);
  });
});

test("absent cache prices are the input price; the rest fall back one step", () => {
  const usage = {
    inputTokens: 40,
    cacheReadTokens: 10,
    cacheWriteTokens: 20,
    cacheWrite1hTokens: 10,
    outputTokens: 10,
    reasoningTokens: 5,
  };
  const total = (extra: Partial<PriceOverride>) => {
    const own = createPriceBook({ overrides: [{ ...MINE, ...extra }] });
    const cost = own.price({ model: "my-model", usage, at: NOW });
    return cost.source === "unpriced" ? cost.reason : cost.totalNanos;
  };
  expect(total({})).toBe(40 * 2_000 + 10 * 4_000);
  expect(total({ cacheReadPerMillionUsd: 0 })).toBe(30 * 2_000 + 10 * 4_000);
  expect(total({ cacheWritePerMillionUsd: 3 })).toBe(20 * 2_000 + 20 * 3_000 + 10 * 4_000);
  expect(total({ cacheWrite1hPerMillionUsd: 5 })).toBe(30 * 2_000 + 10 * 5_000 + 10 * 4_000);
  expect(total({ reasoningPerMillionUsd: 8 })).toBe(40 * 2_000 + 5 * 4_000 + 5 * 8_000);
  expect(total({ perCallUsd: 0.01 })).toBe(40 * 2_000 + 10 * 4_000 + 10_000_000);
});

test("a price of 0 is a price", () => {
  expect(inputNanos([{ ...MINE, inputPerMillionUsd: 0 }], "my-model")).toBe(0);
});

test.each([
  [{ ...MINE, model: " " }, "pricing.overrides[0].model: expected a model name, found  "],
  [{ ...MINE, inputPerMillionUsd: -1 }, "pricing.overrides[0].inputPerMillionUsd: expected 0, or 0.000001"],
  [{ ...MINE, outputPerMillionUsd: Number.NaN }, "pricing.overrides[0].outputPerMillionUsd"],
  [
    { ...MINE, perCallUsd: -0.1 },
    "pricing.overrides[0].perCallUsd: expected 0 to 1,000,000 dollars, found -0.1",
  ],
  [{ ...MINE, from: "soon" }, "pricing.overrides[0].from: expected an ISO date, found soon"],
  [
    { ...MINE, from: "2026-02-01", until: "2026-01-01" },
    "pricing.overrides[0].until: expected a time after from",
  ],
])("a wrong override is named: %j", (override, message) => {
  expect(() => createPriceBook({ overrides: [override] })).toThrow(message);
});
