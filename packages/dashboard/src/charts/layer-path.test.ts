import { expect, it } from "vitest";
import { layersOf } from "./chart-layers.ts";
import { areaPath, barPath, linePath } from "./layer-path.ts";

const PLACES = { left: (at: number) => at, top: (value: number) => 100 - value };

const [layer = { series: { name: "", points: [] }, steps: [] }] = layersOf(
  [
    {
      name: "a",
      points: [
        [0, 10],
        [20, 20],
        [40, null],
        [60, 5],
      ],
    },
  ],
  "line",
);

it("draws a line through the middles of steps, and a dot where a step stands alone", () => {
  expect(linePath(layer, PLACES)).toBe("M10,90L30,80M70,95Z");
});

it("closes areas over what was measured", () => {
  expect(areaPath(layer, PLACES)).toBe("M10,90L30,80L30,100L10,100ZM70,95L70,100Z");
});

it("draws a bar over each step, with a gap between", () => {
  expect(barPath(layer, PLACES)).toBe("M1.5 100v-10h17v10zM21.5 100v-20h17v20zM61.5 100v-5h17v5z");
});
