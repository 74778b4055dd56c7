import { describe, expect, it } from "vitest";
import { decimalOf, formatUsd, nanosFromUsd, roundHalfEven, usdFromNanos } from "./nanos.ts";

describe("nanosFromUsd", () => {
  it.each([
    [0, 0],
    [100, 100_000_000_000],
    [0.1, 100_000_000],
    [0.07, 70_000_000],
    [1e-9, 1],
    [5e-10, 0],
    [1.5e-9, 2],
    [2.5e-9, 2],
    [-0.25, -250_000_000],
    [9_000_000, 9_000_000_000_000_000],
  ])("counts %d dollars exactly, rounding the tenth decimal half-even", (amountUsd, nanos) => {
    expect(nanosFromUsd(amountUsd)).toBe(nanos);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e10, -1e10])("refuses %d", (amountUsd) => {
    expect(() => nanosFromUsd(amountUsd)).toThrow(RangeError);
  });
});

describe("formatUsd", () => {
  it.each([
    [0, "$0"],
    [1, "$0.000000001"],
    [82_500, "$0.0000825"],
    [934_500, "$0.0009345"],
    [20_000_000, "$0.02"],
    [999_999_999, "$1.00"],
    [1_000_000_000, "$1.00"],
    [1_234_567_890_000, "$1,234.57"],
    [-250_000_000, "-$0.25"],
  ])("shows %d nanos as %s", (nanos, text) => {
    expect(formatUsd(nanos)).toBe(text);
  });
});

it("takes a number for the decimal that its text says, not for its binary neighbour", () => {
  expect(decimalOf(0.075)).toEqual({ digits: 75n, scale: 3 });
  expect(decimalOf(1e-7)).toEqual({ digits: 1n, scale: 7 });
  expect(decimalOf(1e21)).toEqual({ digits: 10n ** 21n, scale: 0 });
});

it.each([
  [{ digits: 25n, scale: 1 }, 0, 2],
  [{ digits: 35n, scale: 1 }, 0, 4],
  [{ digits: -25n, scale: 1 }, 0, -2],
  [{ digits: 251n, scale: 2 }, 0, 3],
  [{ digits: 7n, scale: 0 }, 2, 700],
])("rounds %o times 10^%d half-even", (value, shift, rounded) => {
  expect(roundHalfEven(value, shift)).toBe(rounded);
});

it("gives dollars back for display", () => {
  expect(usdFromNanos(nanosFromUsd(12.34))).toBe(12.34);
});
