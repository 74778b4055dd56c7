import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CalendarUnit } from "./budget-definition.ts";
import { calendarSpanAt } from "./calendar-window.ts";

const DAY = 86_400_000;

const units = fc.constantFrom<CalendarUnit>("hour", "day", "week", "month");
const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Apia",
  "Pacific/Chatham",
  "America/Sao_Paulo",
  "Africa/Casablanca",
);
/** Half of them within a day of a change of some zone's offset. */
const moments = fc.oneof(
  fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2035, 0) }),
  fc
    .tuple(
      fc.constantFrom(
        "2026-03-29T01:00Z",
        "2026-10-25T01:00Z",
        "2026-04-04T15:00Z",
        "2026-10-03T15:30Z",
        "2011-12-30T10:00Z",
        "2018-11-04T03:00Z",
      ),
      fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -DAY, max: DAY })),
    )
    .map(([change, offset]) => Date.parse(change) + offset),
);

describe("calendarSpanAt", () => {
  it("holds the moment, and its neighbours begin and end where it does", () => {
    fc.assert(
      fc.property(units, zones, moments, (unit, zone, at) => {
        const { start, end } = calendarSpanAt(unit, zone, at);
        expect(start).toBeLessThanOrEqual(at);
        expect(at).toBeLessThan(end);
        expect(calendarSpanAt(unit, zone, start)).toEqual({ start, end });
        expect(calendarSpanAt(unit, zone, end - 1)).toEqual({ start, end });
        expect(calendarSpanAt(unit, zone, end).start).toBe(end);
        expect(calendarSpanAt(unit, zone, start - 1).end).toBe(start);
      }),
      { numRuns: 500 },
    );
  });

  it("is the stretch in which the wall clock shows the same hour, date, week or month", () => {
    fc.assert(
      fc.property(
        units,
        zones,
        moments,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (unit, zone, at, share) => {
          const { start, end } = calendarSpanAt(unit, zone, at);
          const label = wallClock(unit, zone, at);
          const inside = Math.min(end - 1, Math.floor(start + share * (end - start)));
          expect(wallClock(unit, zone, inside)).toBe(label);
          expect(wallClock(unit, zone, start)).toBe(label);
          expect(wallClock(unit, zone, end - 1)).toBe(label);
          expect(wallClock(unit, zone, end)).not.toBe(label);
          expect(wallClock(unit, zone, start - 1)).not.toBe(label);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const formats = new Map<string, Intl.DateTimeFormat>();

/** By `Intl`, which is not how the windows are found. */
function wallClock(unit: CalendarUnit, timeZone: string, at: number): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  const date = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  switch (unit) {
    case "hour":
      return `${date}T${parts["hour"]}${parts["timeZoneName"]}`;
    case "day":
      return date;
    case "week": // day 0 of the epoch was a Thursday
      return `week ${Math.floor((Date.parse(`${date}T00:00:00Z`) / DAY + 3) / 7)}`;
    case "month":
      return date.slice(0, 7);
  }
}
