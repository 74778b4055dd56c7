import fc from "fast-check";
import { expect, test } from "vitest";
import { type Division, divideExactly, divideQuickly } from "./exact-amount.ts";

test("the quick way gives the exact result or none", () => {
  const divisions: fc.Arbitrary<Division> = fc.record({
    unitsPerNano: fc.integer({ min: 0, max: 20 }).map((scale) => 10 ** scale),
    multiplier: fc.constantFrom(
      { numerator: 1, denominator: 1 },
      { numerator: 20, denominator: 11 },
      { numerator: 5, denominator: 3 },
      { numerator: 1, denominator: 2 },
    ),
    rounding: fc.constantFrom("up", "half-even"),
  });
  fc.assert(
    fc.property(fc.maxSafeNat(), divisions, (units, division) => {
      const quick = divideQuickly(units, division);
      if (quick >= 0) expect(quick).toBe(divideExactly(BigInt(units), division));
    }),
    { numRuns: 2_000 },
  );
});

test("up is up and half-even is half-even", () => {
  const tenth = { unitsPerNano: 10, multiplier: { numerator: 1, denominator: 1 } };
  const halfEven = [4, 5, 6, 15, 25, 26].map((units) =>
    divideQuickly(units, { ...tenth, rounding: "half-even" }),
  );
  expect(halfEven).toEqual([0, 0, 1, 2, 2, 3]);
  expect([0, 1, 10, 11].map((units) => divideQuickly(units, { ...tenth, rounding: "up" }))).toEqual([
    0, 1, 1, 2,
  ]);
  expect(divideExactly(25n, { ...tenth, rounding: "half-even" })).toBe(2);
  expect(divideExactly(2n ** 80n, { ...tenth, rounding: "up" })).toBe(Number.MAX_SAFE_INTEGER);
});
