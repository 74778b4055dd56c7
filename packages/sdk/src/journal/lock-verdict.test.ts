import { describe, expect, test } from "vitest";
import { isStaleLock } from "./lock-verdict.ts";
import type { ProcessTable } from "./process-table.ts";

const NOW = 1_000_000_000;
const SELF = { pid: 10, host: "web-1", startTime: "boot/500" };

/** Processes 10 (this one), 20 (start 700) and 30 (start unknown) live; 40 does not. */
const processes: ProcessTable = {
  self: SELF,
  isAlive: (pid) => pid !== 40,
  startTimeOf: (pid) => ({ 10: "boot/500", 20: "boot/700" })[pid],
};

const lockText = (owner: object): string => JSON.stringify({ token: "t", ...owner });
const other = { pid: 20, host: "web-1", startTime: "boot/700" };

describe("a lock is stale or not", () => {
  test.each([
    ["its owner lives, however long it has been silent", lockText(other), 3_600_000, false],
    ["its owner is dead, just after a beat", lockText({ ...other, pid: 40 }), 0, true],
    ["its number was given to a newer process", lockText({ ...other, startTime: "boot/1" }), 0, true],
    ["the machine was started anew", lockText({ ...other, startTime: "older-boot/700" }), 0, true],
    ["it is this process's own, beating", lockText(SELF), 59_000, false],
    ["a thread of this process ended without giving it back", lockText(SELF), 61_000, true],
    [
      "this process's number on the last start of its container",
      lockText({ ...SELF, startTime: "x/1" }),
      0,
      true,
    ],
    ["another host's, beating", lockText({ ...other, host: "web-2" }), 60_000, false],
    ["another host's, silent", lockText({ ...other, host: "web-2" }), 60_001, true],
    ["another host's, whose clock is ahead", lockText({ ...other, host: "web-2" }), -500_000, false],
    ["no start time to compare, beating", lockText({ pid: 30, host: "web-1" }), 60_000, false],
    ["no start time to compare, silent", lockText({ pid: 30, host: "web-1" }), 60_001, true],
    ["empty and fresh: its owner is about to write it", "", 10_000, false],
    ["empty and old: its owner was killed before it wrote", "", 10_001, true],
    ["text that is no lock", "{}", 10_001, true],
    [
      "a number that is no process's, which a signal would take for a group",
      lockText({ ...other, pid: -1 }),
      10_001,
      true,
    ],
  ])("%s", (_, text, ageMs, isStale) => {
    expect(isStaleLock({ text, mtimeMs: NOW - ageMs }, processes, NOW)).toBe(isStale);
  });
});
