import { describe, expect, it } from "vitest";
import { CalendarTally } from "./calendar-tally.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 15, 12);

function hourly(): CalendarTally {
  return new CalendarTally({ every: "hour", timeZone: "UTC" });
}

describe("CalendarTally", () => {
  it("starts afresh in each window and finds the last ones again when the clock is set back", () => {
    const tally = hourly();
    tally.addSpent(NOON, 7, false);
    expect(tally.stateAt(NOON + HOUR)).toEqual({
      spent: 0,
      held: 0,
      start: NOON + HOUR,
      end: NOON + 2 * HOUR,
    });
    tally.addSpent(NOON + HOUR, 9, false);
    expect(tally.stateAt(NOON + HOUR - 1).spent).toBe(7);
  });

  it("keeps windows with calls in flight, and recent ones beside them", () => {
    const tally = hourly();
    for (let hours = 0; hours < 6; hours += 1) tally.addHeld(NOON + hours * HOUR, 1);
    for (let hours = 6; hours < 9; hours += 1) tally.addSpent(NOON + hours * HOUR, hours, false);
    expect(tally.stateAt(NOON).held).toBe(1);
    expect(tally.stateAt(NOON + 6 * HOUR).spent).toBe(6);
    expect(tally.stateAt(NOON + 7 * HOUR).spent).toBe(7);
  });

  it("stays small however long it runs", () => {
    const tally = hourly();
    for (let hours = 0; hours < 1_000; hours += 1) tally.addSpent(NOON + hours * HOUR, 1, false);
    expect(tally.ownSpend().length).toBeLessThanOrEqual(5);
  });

  it("counts refusals and notices by window", () => {
    const tally = hourly();
    tally.addDenied(NOON);
    tally.raiseAnnounced(NOON, 2);
    tally.raiseAnnounced(NOON, 1);
    expect([tally.deniedAt(NOON), tally.announcedAt(NOON)]).toEqual([1, 2]);
    expect([tally.deniedAt(NOON + HOUR), tally.announcedAt(NOON + HOUR)]).toEqual([0, 0]);
  });

  it("frees at the end of its window", () => {
    expect(hourly().freeAt(NOON + 1)).toBe(NOON + HOUR);
  });
});
