import { describe, expect, test } from "vitest";
import type { SpanCost } from "../record/span-record.ts";
import { createPriceBook } from "./price-book.ts";

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const book = createPriceBook();

function priced(cost: SpanCost) {
  if (cost.source === "unpriced") throw new Error(`unpriced: ${cost.reason}`);
  return cost;
}

describe("PITFALL cost differs from the bill", () => {
  test("cached input is billed once, at the cache price", () => {
    const usage = { inputTokens: 10_000, cacheReadTokens: 10_000, outputTokens: 0 };
    expect(priced(book.price({ model: "gpt-4o", usage, at: NOW })).totalNanos).toBe(10_000 * 1_250);
  });

  test("one-hour cache writes cost twice the input, five-minute ones 1.25 times", () => {
    const usage = { inputTokens: 300, cacheWriteTokens: 200, cacheWrite1hTokens: 100, outputTokens: 0 };
    const cost = priced(book.price({ provider: "anthropic", model: "claude-sonnet-4-5", usage, at: NOW }));
    expect(cost.inputNanos).toBe(100 * 3_000 + 100 * 3_750 + 100 * 6_000);
  });

  test("reasoning is part of the output and billed with it", () => {
    const usage = { inputTokens: 0, outputTokens: 1_000, reasoningTokens: 900 };
    expect(priced(book.price({ model: "gpt-5", usage, at: NOW })).outputNanos).toBe(1_000 * 10_000);
  });

  test("more cached tokens than input: cut to the input and flagged, never negative", () => {
    const usage = { inputTokens: 100, cacheReadTokens: 40_000, outputTokens: 0 };
    const cost = priced(book.price({ model: "gpt-4o", usage, at: NOW }));
    expect(cost).toMatchObject({ totalNanos: 100 * 1_250, flags: ["cache_exceeds_input"] });
    const writes = { inputTokens: 100, cacheReadTokens: 50, cacheWriteTokens: 500, outputTokens: 0 };
    const written = priced(book.price({ model: "claude-sonnet-4-5", usage: writes, at: NOW }));
    expect(written).toMatchObject({ totalNanos: 100 * 3_750, flags: ["cache_exceeds_input"] });
  });

  test("a large input is billed whole at the price of its tier", () => {
    const at = (inputTokens: number) =>
      priced(book.price({ model: "gemini-2.5-pro", usage: { inputTokens, outputTokens: 10 }, at: NOW }));
    expect(at(200_000)).toMatchObject({ inputNanos: 200_000 * 1_250, outputNanos: 10 * 10_000 });
    expect(at(200_001)).toMatchObject({ inputNanos: 200_001 * 2_500, outputNanos: 10 * 15_000 });
  });

  test("a fee per call is part of the total", () => {
    const usage = { inputTokens: 1_000, outputTokens: 0 };
    const cost = priced(book.price({ provider: "perplexity", model: "sonar-pro", usage, at: NOW }));
    expect(cost).toMatchObject({ inputNanos: 3_000_000, outputNanos: 0, totalNanos: 17_000_000 });
  });

  test("audio is billed as audio, cached audio as such", () => {
    const usage = { inputTokens: 100, inputAudioTokens: 60, outputTokens: 50, outputAudioTokens: 50 };
    const cost = priced(book.price({ model: "gpt-realtime", usage, at: NOW }));
    expect(cost).toMatchObject({ inputNanos: 40 * 4_000 + 60 * 32_000, outputNanos: 50 * 64_000 });
    const cached = { inputTokens: 100, cacheReadTokens: 100, inputAudioTokens: 60, outputTokens: 0 };
    expect(priced(book.price({ model: "gpt-realtime", usage: cached, at: NOW })).inputNanos).toBe(100 * 400);
  });

  test("audio for which the catalogue has no price is billed as text and flagged", () => {
    const usage = { inputTokens: 100, inputAudioTokens: 60, outputTokens: 0 };
    const cost = priced(book.price({ model: "gpt-4o-audio-preview", usage, at: NOW }));
    expect(cost).toMatchObject({ inputNanos: 100 * 2_500, flags: ["audio_priced_as_text"] });
  });

  test("counts that are no counts are mended and flagged", () => {
    const usage = { inputTokens: 10.2, outputTokens: -5, cacheReadTokens: Number.NaN };
    const cost = priced(book.price({ model: "gpt-4o", usage, at: NOW }));
    expect(cost).toMatchObject({ totalNanos: 11 * 2_500, flags: ["token_count_invalid"] });
  });

  test("half a nano-dollar goes to the even neighbour, once per component", () => {
    const half = createPriceBook({
      overrides: [{ model: "half", inputPerMillionUsd: 0.0005, outputPerMillionUsd: 0.0005 }],
    });
    const nanos = (tokens: number) =>
      priced(half.price({ model: "half", usage: { inputTokens: tokens, outputTokens: tokens }, at: NOW }));
    expect([1, 2, 3, 5].map((tokens) => nanos(tokens).inputNanos)).toEqual([0, 1, 2, 2]);
    expect(nanos(3).totalNanos).toBe(4);
    expect(half.bound({ model: "half", inputTokens: 1, maxOutputTokens: 5, at: NOW })).toEqual({
      kind: "bounded",
      nanos: 1 + 3,
    });
  });

  test("a price that no float holds exactly is still exact", () => {
    const odd = createPriceBook({
      overrides: [{ model: "odd", inputPerMillionUsd: 0.1 + 0.2, outputPerMillionUsd: 0 }],
    });
    const usage = { inputTokens: 1_000_000_000, outputTokens: 0 };
    expect(priced(odd.price({ model: "odd", usage, at: NOW })).totalNanos).toBe(300_000_000_000);
  });
});

describe("PITFALL unknown or inconsistent price becomes $0", () => {
  test.each([
    ["google", "gemini-embedding-001", "no_output_price"],
    ["openai", "whisper-1", "not_priced_by_token"],
    ["mistral", "mistral-ocr-latest", "not_priced_by_token"],
    ["openrouter", "google/lyria-3-pro-preview", "no_price_in_catalogue"],
    ["openai", "ft:gpt-4.1-2025-04-14:acme::x", "unknown_model"],
  ])("%s %s is unpriced (%s)", (provider, model, reason) => {
    const call = { provider, model, usage: { inputTokens: 10, outputTokens: 10 }, at: NOW };
    expect(book.price(call)).toEqual({ source: "unpriced", reason });
  });

  test("what the catalogue calls free costs 0", () => {
    const usage = { inputTokens: 10, outputTokens: 10 };
    for (const [provider, model] of [
      ["openrouter", "openai/gpt-oss-20b:free"],
      ["google", "gemma-4-31b-it"],
    ]) {
      expect(book.price({ provider, model, usage, at: NOW })).toMatchObject({
        source: "priced",
        totalNanos: 0,
      });
    }
  });

  test("a snapshot newer than the catalogue takes the price of its model, flagged", () => {
    const usage = { inputTokens: 10, outputTokens: 0 };
    const cost = priced(book.price({ provider: "openai", model: "gpt-4o-2031-01-01", usage, at: NOW }));
    expect(cost).toMatchObject({ totalNanos: 25_000, flags: ["price_of_undated_model"] });
  });

  test("behind a gateway the model's prefix names the price list, flagged; elsewhere it does not", () => {
    const usage = { inputTokens: 1_000, outputTokens: 0 };
    const cost = priced(
      book.price({ provider: "openai", model: "anthropic/claude-sonnet-4-5", usage, at: NOW }),
    );
    expect(cost).toMatchObject({ totalNanos: 3_000_000, flags: ["provider_from_model_name"] });
    const local = book.price({ provider: "ollama", model: "openai/gpt-4o", usage, at: NOW });
    expect(local).toEqual({ source: "unpriced", reason: "unknown_provider" });
  });
});

describe("PITFALL a price of another time applies now", () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 0 };
  const nanosAt = (model: string, at: number) =>
    priced(book.price({ provider: model.startsWith("o3") ? "openai" : undefined, model, usage, at }))
      .totalNanos;

  test("a call in the past gets the past price, and the present one after it", () => {
    expect(nanosAt("o3", Date.UTC(2025, 4, 1))).toBe(10_000_000_000);
    expect(nanosAt("o3", NOW)).toBe(2_000_000_000);
    expect(nanosAt("o3", Date.UTC(2025, 5, 10) - 1)).toBe(10_000_000_000);
    expect(nanosAt("o3", Date.UTC(2025, 5, 10))).toBe(2_000_000_000);
  });

  test("a future-dated price waits for its day", () => {
    const before = nanosAt("gemini-3.7-flash", Date.UTC(2026, 11, 31, 23, 59, 59, 999));
    const after = nanosAt("gemini-3.7-flash", Date.UTC(2027, 0, 1));
    expect(nanosAt("gemini-3.7-flash", NOW)).toBe(before);
    expect(after).not.toBe(before);
  });

  test("prices by time of day change at the minute, in both directions", () => {
    const day = (hour: number, minute: number) => Date.UTC(2026, 2, 3, hour, minute);
    const at = [day(0, 29), day(0, 30), day(16, 29), day(16, 30), day(0, 29)];
    expect(at.map((time) => nanosAt("deepseek-chat", time) / 1e6)).toEqual([135, 270, 270, 135, 135]);
  });

  test("an override with dates gives way outside them", () => {
    const own = createPriceBook({
      overrides: [
        {
          model: "gpt-4o",
          inputPerMillionUsd: 1,
          outputPerMillionUsd: 1,
          from: "2026-11-01",
          until: "2026-12-01T00:00:00Z",
        },
      ],
    });
    const at = (time: number) => priced(own.price({ model: "gpt-4o", usage, at: time }));
    expect(at(Date.UTC(2026, 9, 31))).toMatchObject({ totalNanos: 2_500_000_000 });
    expect(at(Date.UTC(2026, 10, 1))).toMatchObject({ totalNanos: 1_000_000_000, catalogue: "override" });
    expect(at(Date.UTC(2026, 11, 1)).catalogue).toMatch(/^genai-prices@/);
  });
});

describe("the bound", () => {
  const limits = { inputTokens: 1_000, maxOutputTokens: 100, at: NOW };

  test("takes no cache discount, and cache writes only where they can happen", () => {
    const claude = { ...limits, provider: "anthropic", model: "claude-sonnet-4-5" };
    expect(book.bound(claude)).toEqual({ kind: "bounded", nanos: 1_000 * 3_000 + 100 * 15_000 });
    expect(book.bound({ ...claude, hasCacheWrites: true })).toEqual({
      kind: "bounded",
      nanos: 1_000 * 6_000 + 100 * 15_000,
    });
  });

  test("counts on no discount that the provider has not confirmed", () => {
    const standard = book.bound({ ...limits, model: "gpt-5" });
    expect(book.bound({ ...limits, model: "gpt-5", serviceTier: "flex" })).toEqual(standard);
    expect(book.bound({ ...limits, model: "gpt-5", serviceTier: "priority" })).toEqual({
      kind: "bounded",
      nanos: 2 * (1_000 * 1_250 + 100 * 10_000),
    });
  });

  test("without a cap on the output there is no bound", () => {
    expect(book.bound({ ...limits, model: "gpt-4o", maxOutputTokens: Number.POSITIVE_INFINITY })).toEqual({
      kind: "unpriced",
      reason: "unlimited_tokens",
    });
  });
});
