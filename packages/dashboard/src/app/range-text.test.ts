import { expect, it } from "vitest";
import { startOfDay } from "./moments.ts";
import { offeredRange, type RangeTexts, rangeOfDay, rangeText } from "./range-text.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

const t: RangeTexts = (key, values = { from: "" }) => [key, ...Object.values(values)].join(" ").trim();

it("knows the offered ranges again", () => {
  expect(offeredRange({}, NOW)).toBe("now-24h");
  expect(offeredRange(rangeOfDay("today", NOW), NOW)).toBe("today");
  expect(offeredRange(rangeOfDay("yesterday", NOW), NOW)).toBe("yesterday");
  expect(offeredRange(rangeOfDay("yesterday", NOW), startOfDay(NOW, -1))).toBeUndefined();
  expect(offeredRange({ from: "now-1h", to: "now-30m" }, NOW)).toBeUndefined();
});

it("tells any range in full", () => {
  const told = [
    { from: "now-6h" },
    { from: "now-2h" },
    { from: "2026-03-01T10:00:00Z", to: "2026-03-01T10:30:00Z" },
    { from: "2026-02-27T10:00:00Z" },
  ].map((view) =>
    rangeText(view, { t, language: "en", timeZone: "UTC", now: NOW }).replaceAll("\u2009", " "),
  );
  expect(told).toEqual([
    "range.now-6h",
    "range.last 2h",
    "Mar 1, 2026, 10:00 – 10:30",
    "range.since Feb 27, 2026, 10:00:00 UTC",
  ]);
});
