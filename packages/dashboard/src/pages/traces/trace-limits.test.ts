import { expect, it } from "vitest";
import { inUnit, limitsText, MS_PER_SECOND, NANOS_PER_USD, scaledText } from "./trace-limits.ts";

it.each([
  [{}, ""],
  [{ minDurationMs: "400" }, "≥ 0.4 s"],
  [{ maxDurationMs: "630" }, "< 0.63 s"],
  [{ minDurationMs: "400", maxDurationMs: "630" }, "0.4–0.63 s"],
  [{ maxDurationMs: "1000", minCostNanos: "500000000" }, "< 1 s, ≥ $0.5"],
])("tells %j as %s", (limits, text) => {
  expect(limitsText(limits)).toBe(text);
});

it.each(["0.4", "0.0016", "12"])("keeps %s s as it is written", (text) => {
  expect(inUnit(scaledText(text, MS_PER_SECOND), MS_PER_SECOND)).toBe(text);
});

it("rounds to whole nano-dollars, which the API takes alone", () => {
  expect(scaledText("0.0123456789", NANOS_PER_USD)).toBe("12345679");
});

it.each(["", "0", "-1"])("takes %j for no limit", (text) => {
  expect(scaledText(text, NANOS_PER_USD)).toBeUndefined();
});
