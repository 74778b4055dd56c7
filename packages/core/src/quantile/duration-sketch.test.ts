import { describe, expect, it } from "vitest";
import { DurationSketch } from "./duration-sketch.ts";

function sketchOf(...values: number[]): DurationSketch {
  const sketch = new DurationSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe("DurationSketch", () => {
  it("has no quantile, minimum or maximum while empty", () => {
    const sketch = new DurationSketch();
    expect([sketch.quantile(0.5), sketch.min, sketch.max]).toEqual([undefined, undefined, undefined]);
    expect([sketch.count, sketch.sum]).toEqual([0, 0]);
  });

  it("counts a negative duration as 0 and leaves out NaN and infinities", () => {
    const sketch = sketchOf(-5, Number.NaN, Number.POSITIVE_INFINITY, 10);
    expect([sketch.count, sketch.sum, sketch.min, sketch.max]).toEqual([2, 10, 0, 10]);
    expect(sketch.quantile(0)).toBe(0);
  });

  it("keeps a maximum beyond its range exact", () => {
    expect(sketchOf(1e12).max).toBe(1e12);
  });

  it("merges a sketch whose largest value lies just below one millisecond (bin key 0 in milliseconds)", () => {
    const low = sketchOf(0.0001 * 1e3, 0.2);
    low.merge(sketchOf(0.3, 0.99));
    expect(low.count).toBe(4);
    expect(low.quantile(1)).toBeCloseTo(0.99, 1);
  });

  it("merges an empty sketch and a sketch of zeros only", () => {
    const sketch = sketchOf(7);
    sketch.merge(new DurationSketch());
    sketch.merge(sketchOf(0, 0));
    expect([sketch.count, sketch.min, sketch.max]).toEqual([3, 0, 7]);
    expect(sketch.quantile(0.5)).toBe(0);
  });
});
