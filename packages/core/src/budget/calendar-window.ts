import { Temporal } from "temporal-polyfill";
import type { CalendarUnit } from "./budget-definition.ts";

/** A stretch of time: `start` inclusive, `end` exclusive, in epoch milliseconds. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The calendar hour, day, week or month of `timeZone` that holds the instant `at` (epoch milliseconds).
 * Follows daylight-saving changes: a day has 23 or 25 hours then, and the repeated hour is two windows.
 * @throws RangeError when the time zone is unknown.
 */
export function calendarSpanAt(unit: CalendarUnit, timeZone: string, at: number): TimeSpan {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
  const { start, end } = boundsOf(unit, moment);
  return { start: start.epochMilliseconds, end: end.epochMilliseconds };
}

/** Whether the platform knows a time zone by this name. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch {
    return false;
  }
}

interface Bounds {
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
}

function boundsOf(unit: CalendarUnit, moment: Temporal.ZonedDateTime): Bounds {
  switch (unit) {
    case "hour":
      return hourOf(moment);
    case "day":
      return { start: moment.startOfDay(), end: moment.add({ days: 1 }).startOfDay() };
    case "week": {
      const monday = moment.subtract({ days: moment.dayOfWeek - 1 }).startOfDay();
      return { start: monday, end: monday.add({ days: 7 }).startOfDay() };
    }
    case "month": {
      const first = moment.with({ day: 1 }).startOfDay();
      return { start: first, end: first.add({ months: 1 }).startOfDay() };
    }
  }
}

/** An hour is bounded by wall-clock hours and by changes of the zone's offset, so half-hour shifts stay whole. */
function hourOf(moment: Temporal.ZonedDateTime): Bounds {
  const sinceFullHour =
    ((moment.minute * 60 + moment.second) * 1000 + moment.millisecond) * 1_000_000 +
    moment.microsecond * 1000 +
    moment.nanosecond;
  const fullHour = moment.subtract({ nanoseconds: sinceFullHour });
  // "previous" is strictly before: one step on, so that a change at this very moment is found.
  const shiftBefore = moment.add({ nanoseconds: 1 }).getTimeZoneTransition("previous");
  const hasShiftedSince = shiftBefore !== null && Temporal.ZonedDateTime.compare(shiftBefore, fullHour) > 0;
  const start = hasShiftedSince ? shiftBefore : fullHour;
  const nextFullHour = moment.add({ nanoseconds: 3_600_000_000_000 - sinceFullHour });
  const shiftAfter = moment.getTimeZoneTransition("next");
  const willShift = shiftAfter !== null && Temporal.ZonedDateTime.compare(shiftAfter, nextFullHour) < 0;
  return { start, end: willShift ? shiftAfter : nextFullHour };
}
