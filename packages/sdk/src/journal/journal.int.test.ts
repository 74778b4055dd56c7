import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { JournalPathError, openJournal, readJournal } from "./journal.ts";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
});
afterEach(() => rig.remove());

const LINE_BYTES = numberedLine(1).length + 1;

/** Lines of these numbers. */
function numbered(...numbers: number[]): string[] {
  return numbers.map((n) => numberedLine(n));
}

function own(journal: ReturnType<JournalRig<FakeClock>["open"]>) {
  const [source] = journal.sources();
  if (source === undefined) throw new Error("no source");
  return source;
}

describe("appending", () => {
  test("a line is in the file, by one write, when append returns", () => {
    const journal = rig.open();
    const writesBefore = rig.disk.writes;
    journal.append('{"a":"é"}');
    expect(rig.text()).toBe('{"a":"é"}\n');
    expect(rig.disk.writes - writesBefore).toBe(1);
    expect(journal.stats()).toMatchObject({ writtenLines: 1, writtenBytes: 11, isDegraded: false });
  });

  test("a second run goes on at the end of the first one's file", () => {
    for (const n of [1, 2]) {
      const journal = rig.open();
      journal.append(numberedLine(n));
      journal.close();
    }
    expect(rig.lines()).toEqual(numbered(1, 2));
  });

  test("a line over 8 MiB is dropped and counted with one warning; one of 1 MiB is written", () => {
    const journal = rig.open();
    for (const _ of [1, 2]) journal.append("é".repeat(4 * 1024 * 1024 + 1));
    journal.append(JSON.stringify("x".repeat(1024 * 1024)));
    expect(journal.stats()).toMatchObject({ dropped: { line_too_long: 2 }, writtenLines: 1 });
    expect(rig.warnings).toHaveLength(1);
  });

  test("after close a line is counted as dropped, and nothing of the journal runs on", () => {
    const journal = rig.open();
    journal.close();
    journal.append(numberedLine(1));
    journal.checkpoint({});
    journal.flush();
    journal.close();
    expect(journal.stats()).toMatchObject({ dropped: { closed: 1 }, file: rig.path });
    expect(rig.clock.pendingTimers).toBe(0);
    expect(rig.names()).toEqual(["production.jsonl"]);
  });

  test("a listener that throws breaks nothing", () => {
    const journal = rig.open({
      onWarning: () => {
        throw new Error("listener");
      },
    });
    rig.disk.freeBytes = 0;
    journal.append(numberedLine(1));
    expect(journal.stats().queuedLines).toBe(1);
  });
});

describe("rotation", () => {
  test("a file that would grow past its size gets a name with its time; names sort by age", async () => {
    const journal = rig.open({ maxFileBytes: 2 * LINE_BYTES });
    for (const n of [1, 2, 3, 4, 5]) {
      journal.append(numberedLine(n));
      await rig.clock.advance(1000);
    }
    expect(rig.names()).toEqual([
      "production.20260115T120002.000Z-000001.jsonl",
      "production.20260115T120004.000Z-000002.jsonl",
      "production.jsonl",
    ]);
    expect(rig.names().map((name) => rig.text(name).split("\n").length - 1)).toEqual([2, 2, 1]);
    expect(rig.lines()).toEqual(numbered(1, 2, 3, 4, 5));
  });

  test("names go on sorting by age when the clock is set back, and over restarts", () => {
    for (const back of [0, 3_600_000, 7_200_000]) {
      rig.clock.set(Date.UTC(2026, 0, 15, 12) - back);
      const journal = rig.open({ maxFileBytes: LINE_BYTES });
      for (const n of [1, 2]) journal.append(numberedLine(back + n));
      journal.close();
    }
    expect(rig.lines().map((line) => JSON.parse(line).n % 3_600_000)).toEqual([1, 2, 1, 2, 1, 2]);
  });

  test("onRotate is called once per rotation, when the turn that caused it is over", async () => {
    const offsets: string[] = [];
    const journal = rig.open({
      maxFileBytes: LINE_BYTES,
      onRotate: () => {
        offsets.push(rig.text());
        throw new Error("the listener's own failure");
      },
    });
    for (const n of [1, 2]) journal.append(numberedLine(n));
    expect(offsets).toEqual([]);
    await rig.clock.advance(0);
    expect(offsets).toEqual([`${numberedLine(2)}\n`]);
    expect(journal.stats().writtenLines).toBe(2);
  });

  test("while renaming fails the old file grows on, with one warning; then it is rotated", async () => {
    const journal = rig.open({ maxFileBytes: LINE_BYTES });
    let attempts = 0;
    const { rename } = rig.disk;
    rig.disk.rename = (from, to) => {
      attempts += 1;
      rename(from, to);
    };
    rig.disk.failing.set("rename", { code: "EACCES" });
    for (const n of [1, 2, 3]) {
      journal.append(numberedLine(n));
      await rig.clock.advance(500);
    }
    expect(attempts).toBe(1);
    rig.clock.set(rig.clock.now() - 3_600_000);
    expect(rig.names()).toEqual(["production.jsonl"]);
    expect(rig.warnings).toEqual([
      expect.stringContaining("could not be rotated and grows on: permission denied"),
    ]);
    rig.disk.failing.clear();
    journal.append(numberedLine(4));
    expect(rig.names()).toHaveLength(2);
    expect(rig.lines()).toEqual(numbered(1, 2, 3, 4));
  });

  test("a rotated file is never written over, even when its name is taken", () => {
    const taken = join(rig.directory, "production.20260115T120000.000Z-000001.jsonl");
    const journal = rig.open({ maxFileBytes: LINE_BYTES });
    writeFileSync(taken, "[0]\n");
    for (const n of [1, 2]) journal.append(numberedLine(n));
    expect(readFileSync(taken, "utf8")).toBe("[0]\n");
    rig.clock.set(rig.clock.now() + 1000);
    journal.append(numberedLine(3));
    expect(rig.lines()).toEqual(["[0]", ...numbered(1, 2, 3)]);
    expect(rig.names()).toHaveLength(3);
  });
});

describe("retention", () => {
  test("old and excess rotated files go at start and after a rotation; other files are left alone", () => {
    const rotated = (day: string, slot = ""): string =>
      join(rig.directory, `production${slot}.202601${day}T000000.000Z-000001.jsonl`);
    const foreign = join(rig.directory, "production-eu.20260101T000000.000Z-000001.jsonl");
    const dayMs = (day: number): number => Date.UTC(2026, 0, day);
    for (const [path, day] of [
      [rotated("01"), 1],
      [rotated("02", ".p7"), 2],
      [rotated("14"), 14],
      [foreign, 1],
    ] as const) {
      writeFileSync(path, `${numberedLine(9)}\n`);
      utimesSync(path, dayMs(day) / 1000, dayMs(day) / 1000);
    }
    const journal = rig.open({ retentionDays: 10, maxFileBytes: LINE_BYTES, maxTotalBytes: 2 * LINE_BYTES });
    expect(rig.names()).toEqual([
      "production-eu.20260101T000000.000Z-000001.jsonl",
      "production.20260114T000000.000Z-000001.jsonl",
      "production.jsonl",
    ]);
    for (const n of [1, 2, 3]) journal.append(numberedLine(n));
    expect(rig.lines()).toEqual(numbered(1, 2, 3));
    expect(rig.names()).toHaveLength(4);
  });

  test("what a process that is gone wrote last goes too when it is too old; a living one's stays", async () => {
    const gone = rig.open();
    const living = rig.open();
    const last = rig.open();
    for (const journal of [gone, living, last]) journal.append(numberedLine(1));
    gone.checkpoint({ spent: 1 });
    living.checkpoint({ spent: 1 });
    gone.close();
    last.close();
    for (const name of ["production.p2.jsonl", "production.p3.jsonl"]) {
      const long = Date.UTC(2025, 0) / 1000;
      utimesSync(join(rig.directory, name), long, long);
    }
    rig.open();
    expect(rig.names()).toEqual([
      "production.jsonl",
      "production.jsonl.state.json",
      "production.p2.jsonl",
      "production.p2.jsonl.state.json",
    ]);
  });
});

describe("restoring", () => {
  test("the lines after a checkpoint, wherever rotation has moved them", async () => {
    const journal = rig.open({ maxFileBytes: 3 * LINE_BYTES });
    for (const n of [1, 2]) journal.append(numberedLine(n));
    journal.checkpoint({ spent: 3 });
    for (const n of [3, 4, 5, 6, 7]) journal.append(numberedLine(n));
    const source = own(journal);
    expect(source).toMatchObject({ slot: 1, isOwn: true, isLive: false, state: { spent: 3 } });
    expect([...source.linesAfterState()]).toEqual(numbered(3, 4, 5, 6, 7));
    expect([...source.allLines()]).toEqual(numbered(1, 2, 3, 4, 5, 6, 7));
    journal.checkpoint({ spent: 28 });
    expect([...own(journal).linesAfterState()]).toEqual([]);
    journal.append(numberedLine(8));
    expect([...own(journal).linesAfterState()]).toEqual(numbered(8));
  });

  test("a checkpoint taken in onRotate accounts for exactly the lines so far", async () => {
    let applied = 0;
    const journal = rig.open({ maxFileBytes: 2 * LINE_BYTES, onRotate: () => journal.checkpoint(applied) });
    for (let n = 1; n <= 7; n += 1) {
      journal.append(numberedLine(n));
      applied = n;
      await rig.clock.advance(0);
      const source = own(journal);
      const after = [...source.linesAfterState()].map((line) => JSON.parse(line).n);
      expect(after).toEqual(
        Array.from({ length: n - Number(source.state ?? 0) }, (_, i) => Number(source.state ?? 0) + i + 1),
      );
    }
    expect(own(journal).state).toBe(7);
  });

  test("when retention removed the file of the checkpoint, the newer ones are read from their start", () => {
    const journal = rig.open({ maxFileBytes: 2 * LINE_BYTES });
    journal.append(numberedLine(1));
    journal.checkpoint("state");
    for (const n of [2, 3, 4, 5]) journal.append(numberedLine(n));
    unlinkSync(join(rig.directory, "production.20260115T120000.000Z-000001.jsonl"));
    expect([...own(journal).linesAfterState()]).toEqual(numbered(3, 4, 5));
    journal.checkpoint("later");
    for (const n of [6, 7, 8, 9]) journal.append(numberedLine(n));
    unlinkSync(join(rig.directory, "production.20260115T120000.000Z-000003.jsonl"));
    expect([...own(journal).linesAfterState()]).toEqual(numbered(7, 8, 9));
  });

  test("other processes' slots come after the own one, with their states", () => {
    const [first, second] = [rig.open(), rig.open()];
    first.append(numberedLine(1));
    first.checkpoint("first");
    first.append(numberedLine(2));
    second.append(numberedLine(3));
    expect(second.sources().map(({ slot, isOwn, isLive, state }) => [slot, isOwn, isLive, state])).toEqual([
      [2, true, false, undefined],
      [1, false, true, "first"],
    ]);
    expect(second.sources().map((source) => [...source.linesAfterState()])).toEqual([
      numbered(3),
      numbered(2),
    ]);
    first.close();
    expect(second.sources()[1]?.isLive).toBe(false);
  });

  test("lines appended while reading do not prolong the reading", () => {
    const journal = rig.open();
    for (const n of [1, 2, 3]) journal.append(numberedLine(n));
    let read = 0;
    for (const line of own(journal).allLines()) {
      journal.append(line);
      read += 1;
    }
    expect(read).toBe(3);
  });

  test.each([
    ["once", [3], [1, 2]],
    ["twice", [3, 4, 5, 6], [1, 2, 3, 4, 5]],
  ])(
    "a file rotated %s between being opened and listed is read once, from the checkpoint on",
    (_, more, seen) => {
      const journal = rig.open({ maxFileBytes: 3 * LINE_BYTES });
      journal.append(numberedLine(0));
      journal.checkpoint("state");
      for (const n of [1, 2]) journal.append(numberedLine(n));
      const source = own(journal);
      const { list } = rig.disk;
      rig.disk.list = (directory) => {
        for (const n of more.splice(0)) journal.append(numberedLine(n));
        return list(directory);
      };
      expect([...source.linesAfterState()]).toEqual(numbered(...seen));
    },
  );

  test("a file rotated while it is being read is neither missed nor read twice", () => {
    const journal = rig.open({ maxFileBytes: 3 * LINE_BYTES });
    for (const n of [1, 2, 3]) journal.append(numberedLine(n));
    const read: string[] = [];
    for (const line of own(journal).allLines()) {
      if (read.length === 0) for (const n of [4, 5, 6, 7]) journal.append(numberedLine(n));
      read.push(line);
    }
    expect(read).toEqual(numbered(1, 2, 3));
  });

  test("files whose last write is older than wanted are passed over", () => {
    const journal = rig.open({ maxFileBytes: LINE_BYTES });
    for (const n of [1, 2]) journal.append(numberedLine(n));
    const old = Date.UTC(2026, 0, 1);
    utimesSync(join(rig.directory, "production.20260115T120000.000Z-000001.jsonl"), old / 1000, old / 1000);
    expect([...own(journal).allLines({ sinceMs: old + 1 })]).toEqual(numbered(2));
    expect([...readJournal(rig.path, { sinceMs: old + 1 })]).toEqual(numbered(2));
    expect([...readJournal(rig.path, { sinceMs: old })]).toEqual(numbered(1, 2));
  });

  test.each([
    ["no JSON", "{"],
    ["another version", '{"v":2,"after":null,"offset":0,"state":1}'],
    ["no place", '{"v":1,"state":1}'],
    ["a place before the start", '{"v":1,"after":null,"offset":-1,"state":1}'],
  ])("a checkpoint that cannot be understood (%s) is as good as none", (_, text) => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    writeFileSync(`${rig.path}.state.json`, text);
    expect(own(journal).state).toBeUndefined();
    expect([...own(journal).linesAfterState()]).toEqual(numbered(1));
  });

  test("a checkpoint that cannot be saved warns once and leaves the older one", () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    journal.checkpoint("older");
    journal.append(numberedLine(2));
    for (const _ of [1, 2]) journal.checkpoint({ value: 1n });
    expect(rig.warnings).toEqual([expect.stringContaining("the checkpoint could not be saved")]);
    expect(own(journal).state).toBe("older");
    expect([...own(journal).linesAfterState()]).toEqual(numbered(2));
  });
});

describe("files changed from outside", () => {
  test("a file deleted under the journal is made anew", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    unlinkSync(rig.path);
    await rig.clock.advance(5000);
    journal.append(numberedLine(2));
    expect(rig.lines()).toEqual(numbered(2));
  });

  test("a file moved away by logrotate is left to it", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    renameSync(rig.path, `${rig.path}.1`);
    journal.append(numberedLine(2));
    await rig.clock.advance(5000);
    journal.append(numberedLine(3));
    expect(rig.text("production.jsonl.1")).toBe(`${numbered(1, 2).join("\n")}\n`);
    expect(rig.lines()).toEqual(numbered(3));
  });

  test("a file truncated in place goes on, and a checkpoint beyond its end counts from its start", async () => {
    const journal = rig.open({ maxFileBytes: 4 * LINE_BYTES });
    for (const n of [1, 2, 3]) journal.append(numberedLine(n));
    journal.checkpoint("state");
    truncateSync(rig.path);
    for (const n of [4, 5]) journal.append(numberedLine(n));
    expect(rig.names()).toEqual(["production.jsonl", "production.jsonl.state.json"]);
    expect([...own(journal).linesAfterState()]).toEqual(numbered(4, 5));
  });

  test("a journal deleted between two runs starts anew: the state beside it is forgotten", () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    journal.checkpoint("spent everything");
    journal.close();
    unlinkSync(rig.path);
    expect(own(rig.open()).state).toBeUndefined();
  });

  test("lines that others appended to the file are kept whole beside ours", () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    appendFileSync(rig.path, `${numberedLine(2)}\n`);
    journal.append(numberedLine(3));
    journal.checkpoint("state");
    journal.append(numberedLine(4));
    expect(rig.lines()).toEqual(numbered(1, 2, 3, 4));
    expect([...own(journal).linesAfterState()]).toEqual(numbered(4));
  });
});

describe("a path that cannot be used", () => {
  const open = (path: string) => () =>
    openJournal({ path, clock: rig.clock, onWarning: () => {}, fileSystem: rig.disk });

  test("missing directories are made", () => {
    rig.open({ path: join(rig.directory, "a/b/c.jsonl") }).append(numberedLine(1));
    expect(rig.text("a/b/c.jsonl")).toBe(`${numberedLine(1)}\n`);
  });

  test("a directory", () => {
    mkdirSync(join(rig.directory, "logs"));
    expect(open(join(rig.directory, "logs"))).toThrow(
      "it is a directory. Name a file in it, such as production.jsonl.",
    );
  });

  test("a file where a directory is needed", () => {
    writeFileSync(join(rig.directory, "file"), "");
    expect(open(join(rig.directory, "file/c.jsonl"))).toThrow(JournalPathError);
    expect(open(join(rig.directory, "file/c.jsonl"))).toThrow("a part of its directory is a file");
  });

  test.each([
    ["EACCES", "permission denied (EACCES). Give the process write access"],
    ["EROFS", "the file system is read-only (EROFS). Put the journal on a writable file system."],
  ])("not writable (%s)", (code, message) => {
    rig.disk.failing.set("open", { code, on: ".jsonl" });
    expect(open(rig.path)).toThrow(message);
  });

  test("after a start that failed the slot is free", () => {
    rig.disk.failing.set("list", { code: "EACCES" });
    expect(open(rig.path)).toThrow("permission denied");
    rig.disk.failing.clear();
    expect(rig.open().file).toBe(rig.path);
  });

  test("a pipe, which would block until someone reads", () => {
    const { info } = rig.disk;
    rig.disk.info = (target) => ({ ...info(rig.directory), kind: target === rig.path ? "other" : "file" });
    expect(open(rig.path)).toThrow(
      "it is a pipe, a socket or a block device. Give the path of a regular file.",
    );
  });
});
