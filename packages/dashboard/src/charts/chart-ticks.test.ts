import fc from "fast-check";
import { expect, it } from "vitest";
import { timeTicks, valueTicks } from "./chart-ticks.ts";

const HOUR_MS = 3_600_000;

it("takes round values that reach above everything drawn", () => {
  expect(valueTicks(97)).toEqual([0, 25, 50, 75, 100]);
  expect(valueTicks(4)).toEqual([0, 1, 2, 3, 4]);
  expect(valueTicks(0)).toEqual([0, 1]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (most) => {
      const ticks = valueTicks(most);
      expect(ticks.length).toBeGreaterThan(2);
      expect(ticks.length).toBeLessThan(7);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
    }),
  );
});

it("names moments on the clock that people look at", () => {
  const from = Date.parse("2026-03-01T09:20:00Z");
  const ticks = timeTicks({ from, to: from + 6 * HOUR_MS }, 7, () => 1.5 * HOUR_MS);
  expect(ticks.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    "09:30",
    "10:30",
    "11:30",
    "12:30",
    "13:30",
    "14:30",
  ]);
});

it("keeps to the clock when it changes", () => {
  const change = Date.parse("2026-03-29T01:00:00Z");
  const offsetOf = (at: number) => (at < change ? HOUR_MS : 2 * HOUR_MS);
  const from = Date.parse("2026-03-28T12:00:00Z");
  const ticks = timeTicks({ from, to: from + 48 * HOUR_MS }, 4, offsetOf);
  const days = ticks.filter(({ isDay }) => isDay).map(({ at }) => new Date(at).toISOString());
  expect(days).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
});
