import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SERIES_COLORS } from "./series-colors.ts";
import { colorDistance } from "./testing/color-distance.ts";
import { contrast, SIGHTS, seenColor } from "./testing/color-sight.ts";

/** Far more than can just be told apart side by side: a legend is not beside its series. */
const LEAST_DISTANCE = 11;
/** WCAG 2.2, 1.4.11: what one needs to see to understand a drawing. */
const LEAST_CONTRAST = 3;

const STYLES = readFileSync(new URL("../app/styles.css", import.meta.url), "utf8");
const MODES = ["light", "dark"] as const;

function colorOf(name: string, mode: (typeof MODES)[number]): string {
  const [, light = "", dark = ""] =
    new RegExp(`--color-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(STYLES) ?? [];
  if (dark === "") throw new Error(`styles.css has no colour ${name}`);
  return mode === "light" ? light : dark;
}

describe.each(MODES)("the colours of series, %s", (mode) => {
  const colors = Array.from({ length: SERIES_COLORS }, (_, index) => colorOf(`series-${index + 1}`, mode));

  // Which of them lie side by side is up to the names of the series.
  it.each(SIGHTS)("are told apart by %s sight, any two of them", (sight) => {
    const seen = colors.map((color) => seenColor(color, sight));
    const near = seen.flatMap((one, index) =>
      seen
        .slice(index + 1)
        .map((other, step) => [`${index + 1} and ${index + step + 2}`, colorDistance(one, other)] as const)
        .filter(([, distance]) => distance < LEAST_DISTANCE),
    );
    expect(near).toEqual([]);
  });

  it("stand out from what they are drawn on", () => {
    const faint = colors.filter((color) => contrast(color, colorOf("panel", mode)) < LEAST_CONTRAST);
    expect(faint).toEqual([]);
  });
});

// Pairs 1, 7 and 19 of the test data that come with the formula.
it.each([
  [{ l: 50, a: 2.6772, b: -79.7751 }, { l: 50, a: 0, b: -82.7485 }, 2.0425],
  [{ l: 50, a: 0, b: 0 }, { l: 50, a: -1, b: 2 }, 2.3669],
  [{ l: 50, a: 2.5, b: 0 }, { l: 56, a: -27, b: -3 }, 31.903],
])("measures the distance of %j and %j as published", (one, other, distance) => {
  expect(colorDistance(one, other)).toBeCloseTo(distance, 4);
});
