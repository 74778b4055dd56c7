import { expect, it } from "vitest";
import { isRange, momentOf, startOfDay } from "./moments.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR_MS = 3_600_000;

it("reads moments of either form, and nothing else", () => {
  expect(momentOf("now", NOW)).toBe(NOW);
  expect(momentOf("now-2h", NOW)).toBe(NOW - 2 * HOUR_MS);
  expect(momentOf("2026-03-01T11:00:00.000Z", NOW)).toBe(NOW - HOUR_MS);
  for (const nonsense of ["zzz", "now-", "now-3y", "2026", "1", "", "now-24h; drop"]) {
    expect(momentOf(nonsense, NOW)).toBeNaN();
  }
});

it("knows what is a range", () => {
  expect(isRange({ from: "now-1h", to: "now" }, NOW)).toBe(true);
  expect(isRange({ from: "now", to: "now-1h" }, NOW)).toBe(false);
  expect(isRange({ from: "now", to: "now" }, NOW)).toBe(false);
  expect(isRange({ from: "now-401d", to: "now" }, NOW)).toBe(false);
  expect(isRange({ from: "zzz", to: "now" }, NOW)).toBe(false);
});

it("finds where days begin on the clock", () => {
  const today = new Date(startOfDay(NOW));
  const yesterday = new Date(startOfDay(NOW, 1));
  expect([today.getHours(), yesterday.getHours()]).toEqual([0, 0]);
  expect(today.getTime() - yesterday.getTime()).toBeGreaterThanOrEqual(23 * HOUR_MS);
});
