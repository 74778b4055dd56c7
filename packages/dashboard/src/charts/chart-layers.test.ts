import { expect, it } from "vitest";
import { endOfStep, highest, layerAt, layersOf, nearestPoint, stepAt } from "./chart-layers.ts";
import type { TimeSeries } from "./time-series.ts";

const series = (name: string, ...values: readonly (number | null)[]): TimeSeries => ({
  name,
  key: name,
  points: values.map((value, index) => [index * 1_000, value]),
});

const TWO = [series("a", 1, 2, null), series("b", 3, 0, 5)];

it("lays bars and areas on one another, and lines beside one another", () => {
  const stacked = layersOf(TWO, "area").map(({ steps }) =>
    steps.map((step) => step && [step.low, step.high]),
  );
  expect(stacked).toEqual([
    [[0, 1], [0, 2], undefined],
    [
      [1, 4],
      [2, 2],
      [0, 5],
    ],
  ]);
  expect(highest(layersOf(TWO, "bar"))).toBe(5);
  expect(highest(layersOf(TWO, "line"))).toBe(5);
});

it("lays the time before on itself alone", () => {
  const layers = layersOf([...TWO, { ...series("a", 7, 7, 7), movedMs: 9 }], "bar");
  expect(layers[2]?.steps.map((step) => step?.low)).toEqual([0, 0, 0]);
});

it("finds the layer that one points at: inside of stacked ones", () => {
  const layers = layersOf(TWO, "bar");
  const at = (index: number, value: number) => layerAt(layers, { index, value, reach: 0 }, "bar");
  expect([at(0, 0.5), at(0, 2), at(0, 4.5), at(1, 2), at(2, 1)]).toEqual([0, 1, undefined, 0, 1]);
});

it("finds the nearest line within reach, never one of the time before", () => {
  const layers = layersOf([...TWO, { ...series("before", 2, 2, 2), movedMs: 9 }], "line");
  const at = (index: number, value: number) => layerAt(layers, { index, value, reach: 1 }, "line");
  expect([at(0, 1.4), at(0, 2.5), at(1, 1.9), at(2, 2), at(2, 5.9)]).toEqual([0, 1, 0, undefined, 1]);
});

it("knows which step a moment lies in, and where it ends", () => {
  const { points } = series("a", 1, 2, 3);
  expect([stepAt(points, -5), stepAt(points, 999), stepAt(points, 1_000), stepAt(points, 99_999)]).toEqual([
    0, 0, 1, 2,
  ]);
  expect([endOfStep(points, 0), endOfStep(points, 2)]).toEqual([1_000, 3_000]);
});

it("finds the point that starts nearest to a moment", () => {
  const { points } = series("a", 1, 2, 3);
  const at = (moment: number) => nearestPoint(points, moment)?.[1];
  expect([at(-5), at(499), at(501), at(1_400), at(99_999)]).toEqual([1, 1, 2, 2, 3]);
  expect(nearestPoint([], 5)).toBeUndefined();
});
