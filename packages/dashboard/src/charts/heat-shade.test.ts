import { expect, it } from "vitest";
import { shadeScale } from "./heat-shade.ts";

it("leaves few calls to be seen beside a burst", () => {
  const shadeOf = shadeScale(10_000);
  expect(shadeOf(1)).toBeCloseTo(0.12);
  expect(shadeOf(10)).toBeCloseTo(0.34);
  expect(shadeOf(10_000)).toBeCloseTo(1);
  expect(shadeScale(1)(1)).toBe(1);
});
