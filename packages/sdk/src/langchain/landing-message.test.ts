import type { BudgetDenial } from "@breakwater/core/record/span-record";
import { expect, test } from "vitest";
import { landingMessage } from "./landing-message.ts";

const DENIAL: BudgetDenial = {
  budget: "secret-project",
  key: { userId: "u1" },
  limitNanos: 123_000_000_000,
  spentNanos: 122_000_000_000,
  heldNanos: 0,
  requestedNanos: 2_000_000_000,
  resetsAt: "2026-03-29T22:00:00.000Z",
  reason: "limit",
};

test("says until when, and nothing of amounts, budgets or users", () => {
  const text = landingMessage(DENIAL);
  expect(text).toContain("after 2026-03-29 22:00 UTC");
  expect(text).not.toMatch(/\$|123|122|secret-project|u1/);
});

test("without a time it says later", () => {
  expect(landingMessage({ ...DENIAL, resetsAt: "" })).toContain("try again later");
});

test("a model without a price will not get one by waiting", () => {
  expect(landingMessage({ ...DENIAL, reason: "unpriced" })).not.toMatch(/again/);
});
