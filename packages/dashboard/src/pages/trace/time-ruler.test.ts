import fc from "fast-check";
import { expect, it } from "vitest";
import { rulerMarks } from "./time-ruler.ts";

it.each([
  [6_000, [0, 2_000, 4_000]],
  [1_000, [0, 500]],
  [90, [0, 50]],
  [7_200_000, [0, 3_600_000]],
  [4_000_000, [0, 1_800_000, 3_600_000]],
  [30 * 86_400_000, [0, 10 * 86_400_000, 20 * 86_400_000]],
  [0, []],
])("marks %d ms at %j", (lengthMs, marks) => {
  expect(rulerMarks(lengthMs, 3).map(({ ms }) => ms)).toEqual(marks);
});

it("never has more marks than asked for, all within the stretch", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      fc.integer({ min: 1, max: 8 }),
      (lengthMs, most) => {
        const marks = rulerMarks(lengthMs, most);
        expect(marks.length).toBeGreaterThan(0);
        expect(marks.length).toBeLessThanOrEqual(most);
        for (const { place } of marks) expect(place).toBeLessThan(1);
      },
    ),
  );
});
