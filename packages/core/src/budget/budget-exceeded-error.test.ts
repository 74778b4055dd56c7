import { describe, expect, it } from "vitest";
import type { BudgetDenial } from "../record/span-record.ts";
import { BudgetExceededError, explainDenial } from "./budget-exceeded-error.ts";

const denial: BudgetDenial = {
  budget: "per user",
  key: { userId: "user_7", "metadata.team": "search" },
  limitNanos: 1_000_000_000,
  spentNanos: 940_000_000,
  heldNanos: 50_000_000,
  requestedNanos: 12_500_000,
  resetsAt: "2026-01-16T00:00:00.000Z",
  reason: "limit",
};

describe("explainDenial", () => {
  it("says which budget, for whom, its limit, spent, held, asked for, and when it resets", () => {
    expect(explainDenial(denial)).toBe(
      'Budget "per user" of userId user_7, metadata.team search is exhausted: limit $1.00, spent $0.94, ' +
        "held by calls in flight $0.05, this call could cost up to $0.0125. " +
        "It resets at 2026-01-16T00:00:00.000Z.",
    );
  });

  it("names nobody when the budget is not split", () => {
    expect(explainDenial({ ...denial, key: {} })).toMatch(/^Budget "per user" is exhausted:/);
  });

  it("says what to do about a model without a price", () => {
    const text = explainDenial({ ...denial, reason: "unpriced" });
    expect(text).toContain("the price of its model is unknown, so the limit of $1.00 could not be kept");
    expect(text).toContain("pricing.overrides");
    expect(text).toContain("chargeUsd");
  });
});

describe("BudgetExceededError", () => {
  const error = new BudgetExceededError(denial);

  it("tells every retry layer not to try again", () => {
    expect(error).toBeInstanceOf(TypeError);
    expect(error.status).toBe(402);
    expect(error.isRetryable).toBe(false);
    expect(Reflect.get(error, Symbol.for("langchain.errors.retryable"))).toBe(false);
  });

  it("carries a stable code, a name and the denial", () => {
    expect(error).toMatchObject({ code: "BW_BUDGET_EXCEEDED", name: "BudgetExceededError", denial });
    expect(error.message).toBe(explainDenial(denial));
  });
});
