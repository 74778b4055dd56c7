import { describe, expect, it } from "vitest";
import type { CalendarUnit } from "./budget-definition.ts";
import { calendarSpanAt, isTimeZone } from "./calendar-window.ts";

interface Row {
  readonly what: string;
  readonly unit: CalendarUnit;
  readonly zone: string;
  readonly at: string;
  readonly start: string;
  readonly end: string;
}

const HOUR = 3_600_000;

/** Offsets by the IANA database, worked out by hand. */
const rows: readonly Row[] = [
  {
    what: "a day in Berlin on which the clocks go forward has 23 hours",
    unit: "day",
    zone: "Europe/Berlin",
    at: "2026-03-29T12:00Z",
    start: "2026-03-28T23:00Z",
    end: "2026-03-29T22:00Z",
  },
  {
    what: "a day in Berlin on which the clocks go back has 25 hours",
    unit: "day",
    zone: "Europe/Berlin",
    at: "2026-10-25T22:59:59.999Z",
    start: "2026-10-24T22:00Z",
    end: "2026-10-25T23:00Z",
  },
  {
    what: "the first hour after the gap follows the last one before it",
    unit: "hour",
    zone: "Europe/Berlin",
    at: "2026-03-29T01:00Z",
    start: "2026-03-29T01:00Z",
    end: "2026-03-29T02:00Z",
  },
  {
    what: "the repeated hour in Berlin is two windows: the first of them",
    unit: "hour",
    zone: "Europe/Berlin",
    at: "2026-10-25T00:30Z",
    start: "2026-10-25T00:00Z",
    end: "2026-10-25T01:00Z",
  },
  {
    what: "the repeated hour in Berlin is two windows: the second of them",
    unit: "hour",
    zone: "Europe/Berlin",
    at: "2026-10-25T01:30Z",
    start: "2026-10-25T01:00Z",
    end: "2026-10-25T02:00Z",
  },
  {
    what: "a week begins on Monday and loses an hour in spring",
    unit: "week",
    zone: "Europe/Berlin",
    at: "2026-03-29T21:59Z",
    start: "2026-03-22T23:00Z",
    end: "2026-03-29T22:00Z",
  },
  {
    what: "a month begins in winter time and ends in summer time",
    unit: "month",
    zone: "Europe/Berlin",
    at: "2026-03-01T00:00Z",
    start: "2026-02-28T23:00Z",
    end: "2026-03-31T22:00Z",
  },
  {
    what: "New York goes forward on its own date",
    unit: "day",
    zone: "America/New_York",
    at: "2026-03-08T12:00Z",
    start: "2026-03-08T05:00Z",
    end: "2026-03-09T04:00Z",
  },
  {
    what: "New York goes back on its own date",
    unit: "day",
    zone: "America/New_York",
    at: "2026-11-02T04:59Z",
    start: "2026-11-01T04:00Z",
    end: "2026-11-02T05:00Z",
  },
  {
    what: "Lord Howe goes back by half an hour: a day of 24.5 hours",
    unit: "day",
    zone: "Australia/Lord_Howe",
    at: "2026-04-05T00:00Z",
    start: "2026-04-04T13:00Z",
    end: "2026-04-05T13:30Z",
  },
  {
    what: "Lord Howe goes forward by half an hour: a day of 23.5 hours",
    unit: "day",
    zone: "Australia/Lord_Howe",
    at: "2026-10-03T13:30Z",
    start: "2026-10-03T13:30Z",
    end: "2026-10-04T13:00Z",
  },
  {
    what: "the half hour that Lord Howe repeats is a window of its own",
    unit: "hour",
    zone: "Australia/Lord_Howe",
    at: "2026-04-04T15:10Z",
    start: "2026-04-04T15:00Z",
    end: "2026-04-04T15:30Z",
  },
  {
    what: "the moment of the change belongs to the window that begins with it",
    unit: "hour",
    zone: "Australia/Lord_Howe",
    at: "2026-04-04T15:00Z",
    start: "2026-04-04T15:00Z",
    end: "2026-04-04T15:30Z",
  },
  {
    what: "days in Kolkata begin at half past an hour of UTC",
    unit: "day",
    zone: "Asia/Kolkata",
    at: "2026-06-01T18:29:59.999Z",
    start: "2026-05-31T18:30Z",
    end: "2026-06-01T18:30Z",
  },
  {
    what: "hours in Kolkata begin at half past an hour of UTC",
    unit: "hour",
    zone: "Asia/Kolkata",
    at: "2026-06-01T13:00Z",
    start: "2026-06-01T12:30Z",
    end: "2026-06-01T13:30Z",
  },
  {
    what: "the last day before Samoa's missing one ends where the day after it begins",
    unit: "day",
    zone: "Pacific/Apia",
    at: "2011-12-30T09:59Z",
    start: "2011-12-29T10:00Z",
    end: "2011-12-30T10:00Z",
  },
  {
    what: "Samoa went from 29 to 31 December 2011",
    unit: "day",
    zone: "Pacific/Apia",
    at: "2011-12-30T10:00Z",
    start: "2011-12-30T10:00Z",
    end: "2011-12-31T10:00Z",
  },
  {
    what: "Samoa's week without a Friday has six days",
    unit: "week",
    zone: "Pacific/Apia",
    at: "2011-12-31T00:00Z",
    start: "2011-12-26T10:00Z",
    end: "2012-01-01T10:00Z",
  },
  {
    what: "where midnight itself is skipped, the day begins at one",
    unit: "day",
    zone: "America/Sao_Paulo",
    at: "2018-11-04T12:00Z",
    start: "2018-11-04T03:00Z",
    end: "2018-11-05T02:00Z",
  },
  {
    what: "where midnight comes twice, the day begins at the first",
    unit: "day",
    zone: "America/Havana",
    at: "2026-11-01T05:30Z",
    start: "2026-11-01T04:00Z",
    end: "2026-11-02T05:00Z",
  },
  {
    what: "a leap February has 29 days",
    unit: "month",
    zone: "UTC",
    at: "2028-02-29T23:59:59.999Z",
    start: "2028-02-01T00:00Z",
    end: "2028-03-01T00:00Z",
  },
];

describe("calendarSpanAt", () => {
  it.each(rows)("$what", ({ unit, zone, at, start, end }) => {
    const span = calendarSpanAt(unit, zone, Date.parse(at));
    expect(new Date(span.start)).toEqual(new Date(start));
    expect(new Date(span.end)).toEqual(new Date(end));
  });

  it("takes a moment with fractions of a millisecond", () => {
    const midnight = Date.UTC(2026, 0, 2);
    expect(calendarSpanAt("day", "UTC", midnight - 0.001).end).toBe(midnight);
    expect(calendarSpanAt("hour", "UTC", midnight + 0.999)).toEqual({
      start: midnight,
      end: midnight + HOUR,
    });
  });

  it("throws a RangeError for a zone that nobody knows", () => {
    expect(() => calendarSpanAt("day", "Mars/Olympus", 0)).toThrow(RangeError);
  });
});

describe("isTimeZone", () => {
  it.each(["UTC", "Europe/Berlin", "Pacific/Apia"])("knows %s", (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(["", "Mars/Olympus", "Berlin", "Europe/Berlin "])("does not know %j", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
