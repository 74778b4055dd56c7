import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readJournal } from "./journal.ts";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
});
afterEach(() => rig.remove());

const LINE_BYTES = numberedLine(1).length + 1;

test("all slots are read, rotated files by age first", async () => {
  const [first, second] = [rig.open({ maxFileBytes: LINE_BYTES }), rig.open({ maxFileBytes: LINE_BYTES })];
  for (const [n, journal] of [first, second, first, second].entries()) {
    journal.append(numberedLine(n));
    await rig.clock.advance(10);
  }
  expect(rig.lines().slice(0, 2)).toEqual([numberedLine(0), numberedLine(1)]);
  expect(rig.lines().toSorted()).toEqual([0, 1, 2, 3].map((n) => numberedLine(n)));
});

test("one rotated file alone is read when it is given", () => {
  const journal = rig.open({ maxFileBytes: LINE_BYTES });
  for (const n of [1, 2]) journal.append(numberedLine(n));
  const [rotated = ""] = rig.names();
  expect([...readJournal(join(rig.directory, rotated))]).toEqual([numberedLine(1)]);
});

test("rotated files are read though the active one is gone, and no file is made or locked", () => {
  const name = "production.20260115T120000.000Z-000001.jsonl";
  writeFileSync(join(rig.directory, name), `${numberedLine(1)}\n${numberedLine(2)}`);
  expect(rig.lines()).toEqual([numberedLine(1), numberedLine(2)]);
  expect(readdirSync(rig.directory)).toEqual([name]);
});

test("reading can be repeated, and given up half-way without leaving files open", () => {
  const journal = rig.open({ maxFileBytes: 2 * LINE_BYTES });
  for (const n of [1, 2, 3]) journal.append(numberedLine(n));
  const lines = readJournal(rig.path);
  const openFiles = (): number => readdirSync("/proc/self/fd").length;
  const before = openFiles();
  for (const _ of lines) break;
  expect(openFiles()).toBe(before);
  expect([...lines]).toEqual([...lines]);
});

test("lines that are too long are passed over and counted", () => {
  writeFileSync(rig.path, `[1]\n"${"x".repeat(9_000_000)}"\n[2]\n`);
  let oversized = 0;
  const onOversized = (): void => {
    oversized += 1;
  };
  expect([...readJournal(rig.path, { onOversized })]).toEqual(["[1]", "[2]"]);
  expect(oversized).toBe(1);
});

test.each([
  ["nothing there", "missing.jsonl", "there is no such file, and no rotated file of it"],
  ["no such directory", "no/such/directory.jsonl", "there is no such file"],
  ["a directory", ".", "it is a directory"],
])("%s is said at once", (_, path, message) => {
  expect(() => readJournal(join(rig.directory, path))).toThrow(message);
});
