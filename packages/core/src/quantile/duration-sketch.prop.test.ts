import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DurationSketch, RELATIVE_ACCURACY } from "./duration-sketch.ts";

const durationMs = fc.oneof(
  fc.double({ min: 0.001, max: 1e9, noNaN: true }),
  fc.double({ min: 0.001, max: 2, noNaN: true }),
  fc.constantFrom(0, 1, 0.001, 1e9, 0.98, 1.02),
);
const durations = fc.array(durationMs, { maxLength: 300 });
const someDurations = fc.array(durationMs, { minLength: 1, maxLength: 300 });
const quantile = fc.double({ min: 0, max: 1, noNaN: true });

function sketchOf(values: readonly number[]): DurationSketch {
  const sketch = new DurationSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function exactQuantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

function expectWithinAccuracy(sketch: DurationSketch, values: readonly number[], q: number): void {
  const exact = exactQuantile(values, q);
  // A hair beyond 1 % for the rounding of the logarithm at a bin's edge.
  expect(Math.abs((sketch.quantile(q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(
    exact * RELATIVE_ACCURACY * (1 + 1e-9),
  );
}

describe("DurationSketch", () => {
  it("is within 1 % of the exact quantile", () => {
    fc.assert(
      fc.property(someDurations, quantile, (values, q) => {
        expectWithinAccuracy(sketchOf(values), values, q);
      }),
    );
  });

  it("merged from parts, is the sketch of all values", () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 6 }), quantile, (parts, q) => {
        const all = parts.flat();
        const merged = new DurationSketch();
        for (const part of parts) merged.merge(sketchOf(part));
        const whole = sketchOf(all);
        expect([merged.count, merged.min, merged.max]).toEqual([whole.count, whole.min, whole.max]);
        expect(merged.quantile(q)).toEqual(whole.quantile(q));
        expect(merged.sum).toBeCloseTo(whole.sum, 0);
        if (all.length > 0) expectWithinAccuracy(merged, all, q);
      }),
    );
  });

  it("leaves the merged-in sketch alone", () => {
    fc.assert(
      fc.property(someDurations, someDurations, quantile, (left, right, q) => {
        const source = sketchOf(right);
        const target = new DurationSketch();
        target.merge(source);
        target.merge(sketchOf(left));
        for (const value of left) target.add(value);
        expect(source.count).toBe(right.length);
        expectWithinAccuracy(source, right, q);
      }),
    );
  });
});
