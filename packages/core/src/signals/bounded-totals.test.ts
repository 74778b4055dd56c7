import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedTotals, OTHER_KEY, type TotalsKind } from "./bounded-totals.ts";

interface Sum {
  value: number;
}

const SUM: TotalsKind<Sum> = {
  create: () => ({ value: 0 }),
  fold: (into, from) => {
    into.value += from.value;
  },
  compare: (a, b) => a.value - b.value,
};

function addTo(totals: BoundedTotals<Sum>, entries: readonly (readonly [string, number])[]): void {
  for (const [key, value] of entries) totals.at(key).value += value;
}

function grandTotal(totals: BoundedTotals<Sum>): number {
  return [...totals.entries()].reduce((sum, [, { value }]) => sum + value, totals.other?.value ?? 0);
}

describe("BoundedTotals", () => {
  it("keeps the biggest keys by name when keys run out, and counts those it folds", () => {
    const totals = new BoundedTotals(SUM, 4);
    addTo(totals, [
      ["a", 5],
      ["b", 1],
      ["c", 9],
      ["d", 2],
      ["e", 3],
    ]);
    expect(Object.fromEntries(totals.entries())).toEqual({
      a: { value: 5 },
      c: { value: 9 },
      e: { value: 3 },
    });
    expect([totals.other?.value, totals.foldedKeys]).toEqual([3, 2]);
  });

  it("takes a key that is literally called (other) for what it says", () => {
    const totals = new BoundedTotals(SUM, 4);
    addTo(totals, [[OTHER_KEY, 1]]);
    expect([[...totals.entries()], totals.other]).toEqual([[], { value: 1 }]);
  });

  it("cuts long keys, so that a key cannot hold a whole document", () => {
    const totals = new BoundedTotals(SUM, 4);
    addTo(totals, [
      ["x".repeat(5_000), 1],
      ["x".repeat(6_000), 1],
    ]);
    expect([...totals.entries()].map(([key, { value }]) => [key.length, value])).toEqual([[200, 2]]);
  });

  it("keeps the sum and the bound, however many keys there are, also when folded from parts", () => {
    const entries = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat({ max: 1000 })), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(entries, entries, fc.integer({ min: 2, max: 10 }), (left, right, maxKeys) => {
        const totals = new BoundedTotals(SUM, maxKeys);
        addTo(totals, left);
        const part = new BoundedTotals(SUM, maxKeys);
        addTo(part, right);
        totals.fold(part);
        expect([...totals.entries()].length).toBeLessThanOrEqual(maxKeys);
        expect(grandTotal(totals)).toBe([...left, ...right].reduce((sum, [, value]) => sum + value, 0));
      }),
    );
  });
});
