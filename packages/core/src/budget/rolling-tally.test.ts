import { describe, expect, it } from "vitest";
import { RollingTally } from "./rolling-tally.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** One of 288 buckets of a day. */
const BUCKET = 300_000;
const NOW = Date.UTC(2026, 0, 15, 12);

describe("RollingTally", () => {
  it("forgets spend once the window has passed over it, at most one bucket late", () => {
    const tally = new RollingTally(DAY);
    tally.addSpent(NOW, 70, false);
    expect(tally.stateAt(NOW + DAY - 1).spent).toBe(70);
    expect(tally.stateAt(NOW + DAY + BUCKET).spent).toBe(0);
  });

  it("says when enough of the oldest spend will have left", () => {
    const tally = new RollingTally(DAY);
    tally.addSpent(NOW, 30, false);
    tally.addSpent(NOW + HOUR, 30, false);
    tally.addSpent(NOW + 2 * HOUR, 30, false);
    const now = NOW + 3 * HOUR;
    expect(tally.freeAt(now, 30)).toBe(NOW + BUCKET + DAY);
    expect(tally.freeAt(now, 31)).toBe(NOW + HOUR + BUCKET + DAY);
    expect(tally.stateAt(tally.freeAt(now, 31)).spent).toBe(30);
  });

  it("gives no earlier time than a whole window when even all spend would not do", () => {
    const tally = new RollingTally(DAY);
    tally.addSpent(NOW, 30, false);
    expect(tally.freeAt(NOW + HOUR, 1_000)).toBe(NOW + HOUR + DAY);
  });

  it("counts the refusals of the window, not of all time", () => {
    const tally = new RollingTally(DAY);
    tally.addDenied(NOW);
    tally.addDenied(NOW + HOUR);
    expect(tally.deniedAt(NOW + HOUR)).toBe(2);
    expect(tally.deniedAt(NOW + HOUR + DAY)).toBe(1);
    expect(tally.deniedAt(NOW + 3 * DAY)).toBe(0);
  });

  it("begins its notices afresh once it is empty", () => {
    const tally = new RollingTally(DAY);
    tally.addSpent(NOW, 30, false);
    tally.raiseAnnounced(NOW, 2);
    tally.raiseAnnounced(NOW, 1);
    expect(tally.announcedAt(NOW + HOUR)).toBe(2);
    expect(tally.announcedAt(NOW + 2 * DAY)).toBe(0);
  });

  it("is idle when nothing is held and nothing counts any more", () => {
    const tally = new RollingTally(HOUR);
    tally.addHeld(NOW, 5);
    expect(tally.isIdle(NOW)).toBe(false);
    tally.addHeld(NOW, -5);
    tally.addSpent(NOW, 5, false);
    expect(tally.isIdle(NOW)).toBe(false);
    expect(tally.isIdle(NOW + 2 * HOUR)).toBe(true);
  });

  it("keeps what another process's journal accounts for out of its own spend", () => {
    const tally = new RollingTally(DAY);
    tally.addSpent(NOW, 5, true);
    tally.addSpent(NOW, 7, false);
    tally.addSpent(NOW + HOUR, 9, true);
    expect(tally.ownSpend()).toEqual([[NOW, 7]]);
  });

  it("finds what it left when the clock is set back by a window", () => {
    const tally = new RollingTally(HOUR);
    tally.addSpent(NOW, 5, false);
    for (let at = NOW; at < NOW + HOUR; at += 10_000) tally.addSpent(at, 1, false);
    tally.addSpent(NOW + HOUR, 1, false);
    expect(tally.stateAt(NOW + 1).spent).toBeGreaterThanOrEqual(6);
  });

  it("stays small however long it runs", () => {
    const tally = new RollingTally(HOUR);
    for (let at = NOW; at < NOW + 30 * DAY; at += 60_000) tally.addSpent(at, 1, false);
    expect(tally.ownSpend().length).toBeLessThanOrEqual(2 * 288 + 2);
  });
});
