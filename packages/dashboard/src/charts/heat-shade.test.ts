import { expect, it } from "vitest";
import { shadeOf } from "./heat-shade.ts";

it("leaves few calls to be seen beside a burst", () => {
  expect(shadeOf(1, 10_000)).toBeCloseTo(0.12);
  expect(shadeOf(10, 10_000)).toBeCloseTo(0.34);
  expect(shadeOf(10_000, 10_000)).toBe(1);
  expect(shadeOf(1, 1)).toBe(1);
});
