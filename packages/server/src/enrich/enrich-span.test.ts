import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { describe, expect, it } from "vitest";
import { enrichSpan } from "./enrich-span.ts";

const PARTS = { prices: createPriceBook(), maxPayloadLength: 10 };

/** A call as it comes over OTLP: nobody has priced it. */
function arrived({ cost: _cost, ...fields }: SpanRecord = sampleRecord()): SpanRecord {
  return fields;
}

function without<Key extends keyof SpanRecord>(record: SpanRecord, ...keys: readonly Key[]): SpanRecord {
  const rest = { ...record };
  for (const key of keys) delete rest[key];
  return rest;
}

describe("enrichSpan", () => {
  it("prices a call by the model that answered, else by the one asked for", () => {
    const asked = enrichSpan(arrived(), PARTS).cost;
    const answered = enrichSpan(
      { ...arrived(), requestModel: "my-deployment", responseModel: "gpt-4o" },
      PARTS,
    ).cost;
    const renamed = enrichSpan({ ...arrived(), responseModel: "my-own-name" }, PARTS).cost;
    expect(asked).toMatchObject({ source: "priced", totalNanos: 3_500_000 });
    expect([answered, renamed]).toEqual([asked, asked]);
  });

  it("takes the sender's word for the price, and leaves alone what is priced", () => {
    expect(enrichSpan(arrived(), PARTS, { totalUsd: 0.5 }).cost).toMatchObject({
      source: "reported",
      totalNanos: 500_000_000,
      inputNanos: 500_000_000,
    });
    expect(enrichSpan(arrived(), PARTS, { totalUsd: 0.5, inputUsd: 0.125 }).cost).toMatchObject({
      totalNanos: 500_000_000,
      inputNanos: 125_000_000,
      outputNanos: 375_000_000,
    });
    expect(enrichSpan(sampleRecord(), PARTS, { totalUsd: 0.5 }).cost).toEqual(sampleRecord().cost);
  });

  it("prices no call of which only the sum of tokens is known, unless its sender has a price", () => {
    const cost = { source: "unpriced", reason: "only_total_tokens" } as const;
    const record = { ...arrived(), cost };
    expect(enrichSpan(record, PARTS).cost).toEqual(cost);
    expect(enrichSpan(record, PARTS, { totalUsd: 0.5 }).cost).toMatchObject({ source: "reported" });
  });

  it.each([Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY])("does not believe a price of %s", (usd) => {
    expect(enrichSpan(arrived(), PARTS, { totalUsd: usd }).cost).toMatchObject({ source: "priced" });
  });

  it("prices no parent that repeats the usage of its children", () => {
    expect(enrichSpan({ ...arrived(), kind: "agent" }, PARTS, { totalUsd: 0.5 })).not.toHaveProperty("cost");
  });

  it.each([
    ["ok", { source: "unpriced", reason: "no_usage" }],
    ["cancelled", { source: "unpriced", reason: "no_usage" }],
    ["error", undefined],
    ["running", undefined],
    ["blocked", undefined],
  ] as const)("does not take a call without usage for free: %s", (status, cost) => {
    const record = without(arrived(sampleRecord({ status })), "usage", "usageSource");
    expect(enrichSpan(record, PARTS).cost).toEqual(cost);
    expect(enrichSpan({ ...record, cached: true }, PARTS).cost).toBeUndefined();
  });

  it("keeps secrets out of payloads and cuts them; keeps none when told so", () => {
    const input = `sk-${"a".repeat(48)} and more text`;
    expect(enrichSpan(sampleRecord({ input, output: "short" }), PARTS)).toMatchObject({
      input: expect.not.stringContaining("aaaa"),
      output: "short",
    });
    expect(enrichSpan(sampleRecord({ input }), { ...PARTS, maxPayloadLength: 0 })).not.toHaveProperty(
      "input",
    );
  });
});
