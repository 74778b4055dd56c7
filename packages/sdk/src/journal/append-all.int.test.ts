import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
});
afterEach(() => rig.remove());

function numbered(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => numberedLine(first + index));
}

describe("several lines together", () => {
  test("are one write", () => {
    const journal = rig.open();
    const before = rig.disk.writes;
    journal.appendAll(numbered(1, 50));
    expect(rig.disk.writes - before).toBe(1);
    expect(rig.lines()).toEqual(numbered(1, 50));
    expect(journal.stats().writtenLines).toBe(50);
  });

  test.each([1, 7, 20, 33, 100])(
    "are whole and in order when the disk fills after %d bytes and has space again later",
    async (freeBytes) => {
      const journal = rig.open();
      rig.disk.freeBytes = freeBytes;
      journal.appendAll(numbered(1, 10));
      expect(journal.stats().isDegraded).toBe(true);
      expect(journal.stats().writtenLines + journal.stats().queuedLines).toBe(10);
      rig.disk.freeBytes = Number.POSITIVE_INFINITY;
      await rig.clock.advance(2000);
      journal.appendAll(numbered(11, 12));
      expect(rig.lines()).toEqual(numbered(1, 12));
      expect(journal.stats()).toMatchObject({ writtenLines: 12, queuedLines: 0, isDegraded: false });
    },
  );

  test("are whole when a write takes a few bytes at a time", () => {
    const journal = rig.open();
    rig.disk.maxWriteBytes = 13;
    journal.appendAll(numbered(1, 10));
    expect(rig.lines()).toEqual(numbered(1, 10));
    expect(journal.stats().writtenLines).toBe(10);
  });

  test("rotate the file where they would not fit", () => {
    const journal = rig.open({ maxFileBytes: 100 });
    for (let first = 1; first < 50; first += 7) journal.appendAll(numbered(first, first + 6));
    expect([...(journal.sources()[0]?.allLines() ?? [])]).toEqual(numbered(1, 49));
  });

  test("after the end are dropped and counted", () => {
    const journal = rig.open();
    journal.close();
    journal.appendAll(numbered(1, 3));
    expect(journal.stats().dropped.closed).toBe(3);
  });
});
