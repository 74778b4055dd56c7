import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { timeScale, timeTicks, valueScale } from "./chart-scales.ts";

const HOUR_MS = 3_600_000;

afterEach(() => vi.unstubAllEnvs());

it("takes round values that reach above everything drawn", () => {
  expect(valueScale(97, 100).ticks).toEqual([0, 20, 40, 60, 80, 100]);
  expect(valueScale(4, 100).ticks).toEqual([0, 1, 2, 3, 4]);
  expect(valueScale(0, 100).ticks).toEqual([0, 1]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (highest) => {
      const { ticks, most, topOf } = valueScale(highest, 200);
      expect(ticks.length).toBeGreaterThan(3);
      expect(ticks.length).toBeLessThan(8);
      expect(most).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
      expect(topOf(0)).toBe(200);
      expect(topOf(most)).toBeCloseTo(0);
    }),
  );
});

it("names moments on the clock that people look at", () => {
  vi.stubEnv("TZ", "Asia/Kolkata");
  const from = Date.parse("2026-03-01T09:20:00Z");
  const ticks = timeTicks(timeScale({ from, to: from + 6 * HOUR_MS }, 560));
  expect(ticks.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    "09:30",
    "10:30",
    "11:30",
    "12:30",
    "13:30",
    "14:30",
  ]);
});

it.each([
  { zone: "Europe/Berlin", start: "2026-03-28T12:00:00Z", hours: 48, days: ["28T23", "29T22"] },
  // Clocks went from 0 to 1 o'clock: the day began at 1.
  { zone: "America/Santiago", start: "2026-09-05T12:00:00Z", hours: 72, days: ["06T04", "07T03", "08T03"] },
])("keeps to the clock of $zone when it changes", ({ zone, start, hours, days }) => {
  vi.stubEnv("TZ", zone);
  const from = Date.parse(start);
  const ticks = timeTicks(timeScale({ from, to: from + hours * HOUR_MS }, 320));
  const named = ticks.filter(({ isDay }) => isDay).map(({ at }) => new Date(at).toISOString().slice(8, 13));
  expect(named).toEqual(days);
});

it("leaves the name of each moment its room", () => {
  const from = Date.parse("2026-01-20T07:11:13Z");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4e7 }), fc.integer({ min: 0, max: 2_000 }), (seconds, width) => {
      const scale = timeScale({ from, to: from + seconds * 1_000 }, width);
      const lefts = timeTicks(scale).map(({ at }) => scale(at));
      const gaps = lefts.slice(1).map((left, index) => left - (lefts[index] ?? 0));
      if (width >= 160) expect(Math.min(52, ...gaps)).toBe(52);
    }),
  );
});

it("names no second twice", () => {
  const from = Date.parse("2026-03-01T09:20:00.300Z");
  const ticks = timeTicks(timeScale({ from, to: from + 2_500 }, 1_000));
  expect(ticks.map(({ at }) => at - from)).toEqual([700, 1_700]);
});
