import { expect, it } from "vitest";
import { InvalidRangeError, timeRangeOf } from "./time-range.ts";

const NOW = Date.UTC(2026, 2, 1, 12);

it.each([
  [{}, NOW - 86_400_000, NOW],
  [{ from: "now-15m" }, NOW - 900_000, NOW],
  [{ from: "2026-02-01T00:00:00Z", to: "now-1d" }, Date.UTC(2026, 1, 1), NOW - 86_400_000],
  [{ from: "2026-02-01T02:00:00+02:00" }, Date.UTC(2026, 1, 1), NOW],
  [{ from: "2026-02-01T00:00:00.123456Z" }, Date.UTC(2026, 1, 1) + 123.456, NOW],
])("reads %j", (asked, from, to) => {
  const range = timeRangeOf(asked, NOW);
  expect([range.from, range.to]).toEqual([from, to]);
});

it.each([
  [{ from: "yesterday" }, /"from" is "yesterday"/],
  [{ from: "now", to: "now-1h" }, /must lie before/],
  [{ from: "now-900d" }, /400 days/],
])("refuses %j and says why", (asked, message) => {
  expect(() => timeRangeOf(asked, NOW)).toThrow(InvalidRangeError);
  expect(() => timeRangeOf(asked, NOW)).toThrow(message);
});
