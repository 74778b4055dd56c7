import { rmSync, symlinkSync, unlinkSync } from "node:fs";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeFileSystem } from "./file-system.ts";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
});
afterEach(() => rig.remove());

function numbered(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => numberedLine(first + index));
}

describe("a full disk", () => {
  test("lines wait in order and are written when there is space, with one warning and one note", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    rig.disk.freeBytes = 0;
    for (const line of numbered(2, 5)) journal.append(line);
    expect(journal.stats()).toMatchObject({
      isDegraded: true,
      queuedLines: 4,
      lastError: "no space left on the device (ENOSPC)",
    });
    await rig.clock.advance(3000);
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    await rig.clock.advance(1000);
    journal.append(numberedLine(6));
    expect(rig.lines()).toEqual(numbered(1, 6));
    expect(rig.warnings).toEqual([
      `Journal ${rig.path}: cannot be written: no space left on the device (ENOSPC). Free some space, or lower the journal's maxTotalBytes. Until then up to 10000 lines wait in memory; further ones are dropped and counted.`,
      `Journal ${rig.path}: is written again after 4 s; 0 lines were dropped in that time.`,
    ]);
    expect(journal.stats()).toMatchObject({
      isDegraded: false,
      queuedLines: 0,
      queuedBytes: 0,
      writtenLines: 6,
    });
  });

  test("an append comes after what waits, when it is the one that finds space", () => {
    const journal = rig.open();
    rig.disk.freeBytes = 0;
    for (const line of numbered(1, 3)) journal.append(line);
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    rig.clock.set(rig.clock.now() + 1000);
    journal.append(numberedLine(4));
    expect(rig.lines()).toEqual(numbered(1, 4));
  });

  test("the disk is asked once per second, however many lines come; a clock set back does not stop it", () => {
    const journal = rig.open();
    rig.disk.freeBytes = 0;
    journal.append(numberedLine(1));
    const asked = rig.disk.writes;
    for (let n = 2; n < 500; n += 1) journal.append(numberedLine(n));
    expect(rig.disk.writes).toBe(asked);
    rig.clock.set(rig.clock.now() - 3_600_000);
    journal.append(numberedLine(500));
    expect(rig.disk.writes).toBe(asked + 1);
  });

  test("over the bound the new line is dropped and counted, and the note says how many", () => {
    const journal = rig.open({ maxQueuedLines: 3 });
    rig.disk.freeBytes = 0;
    for (const line of numbered(1, 8)) journal.append(line);
    expect(journal.stats()).toMatchObject({ queuedLines: 3, dropped: { queue_full: 5 } });
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    journal.flush();
    expect(rig.lines()).toEqual(numbered(1, 3));
    expect(rig.warnings.at(-1)).toContain("5 lines were dropped");
  });

  test("full in the middle of a line: the rest of it comes first, so that it becomes whole", async () => {
    const journal = rig.open();
    rig.disk.freeBytes = 10;
    const cut = JSON.stringify({ text: "éééééé" });
    journal.append(cut);
    journal.append(numberedLine(2));
    expect(rig.text()).toBe('{"text":"\ufffd');
    expect(journal.stats().queuedLines).toBe(2);
    // Space for a little more of the rest, again not for all of it.
    rig.disk.freeBytes = 3;
    await rig.clock.advance(1000);
    expect(journal.stats()).toMatchObject({ isDegraded: true, queuedLines: 2 });
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    await rig.clock.advance(1000);
    expect(rig.lines()).toEqual([cut, numberedLine(2)]);
    expect(journal.stats()).toMatchObject({
      writtenLines: 2,
      writtenBytes: Buffer.byteLength(rig.text()),
      repairedBytes: 0,
    });
  });

  test("full in the middle of a queued line while the queue drains", async () => {
    const journal = rig.open();
    rig.disk.freeBytes = 0;
    for (const line of numbered(1, 4)) journal.append(line);
    for (const freeBytes of [25, 3, 30, Number.POSITIVE_INFINITY]) {
      rig.disk.freeBytes = freeBytes;
      await rig.clock.advance(1000);
    }
    expect(rig.lines()).toEqual(numbered(1, 4));
    expect(journal.stats().writtenLines).toBe(4);
  });

  test("half a line in a file that was deleted meanwhile is written as a whole in the new one", async () => {
    const journal = rig.open();
    rig.disk.freeBytes = 10;
    for (const line of numbered(1, 2)) journal.append(line);
    unlinkSync(rig.path);
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    await rig.clock.advance(1000);
    expect(rig.text()).toBe(`${numbered(1, 2).join("\n")}\n`);
  });

  test("half a line, killed there: the next run cuts it off", () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    rig.disk.freeBytes = 10;
    journal.append(numberedLine(2));
    journal.close();
    expect(journal.stats()).toMatchObject({ dropped: { closed: 1 }, queuedLines: 0 });
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    expect(rig.open().stats().repairedBytes).toBe(10);
    expect(rig.text()).toBe(`${numberedLine(1)}\n`);
  });

  test("an application starts on a full disk, and its lines are written later", async () => {
    rig.disk.freeBytes = 0;
    const journal = rig.open();
    journal.append(numberedLine(1));
    expect(journal.stats()).toMatchObject({ isDegraded: true, queuedLines: 1, file: rig.path });
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    await rig.clock.advance(1000);
    expect(rig.lines()).toEqual(numbered(1, 1));
  });

  test("no checkpoint is taken while lines wait: it would not know the place after them", () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    journal.checkpoint("before");
    rig.disk.freeBytes = 0;
    journal.append(numberedLine(2));
    // There is space again, and nobody has looked yet.
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    journal.checkpoint("during");
    journal.flush();
    expect(journal.sources()[0]?.state).toBe("before");
    expect([...(journal.sources()[0]?.linesAfterState() ?? [])]).toEqual(numbered(2, 2));
  });

  test("what could not be written at the end is counted as dropped", () => {
    const journal = rig.open();
    rig.disk.freeBytes = 0;
    for (const line of numbered(1, 3)) journal.append(line);
    journal.close();
    expect(journal.stats()).toMatchObject({ dropped: { closed: 3 }, queuedLines: 0 });
  });

  test("the kernel's own full device", () => {
    symlinkSync("/dev/full", rig.path);
    const journal = rig.open({ fileSystem: nodeFileSystem, maxQueuedLines: 2 });
    for (const line of numbered(1, 3)) journal.append(line);
    expect(journal.stats()).toMatchObject({ isDegraded: true, queuedLines: 2, dropped: { queue_full: 1 } });
    expect(rig.warnings).toEqual([expect.stringContaining("no space left on the device (ENOSPC)")]);
    expect(journal.sources().flatMap((source) => [...source.allLines()])).toEqual([]);
  });
});

describe("a disk that fails otherwise", () => {
  test.each(["EROFS", "EACCES", "EIO", "ESTALE", "EBADF", "ENXIO"])("%s while writing", async (code) => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    rig.disk.failing.set("write", { code });
    for (const line of numbered(2, 4)) journal.append(line);
    await rig.clock.advance(2500);
    expect(rig.warnings).toEqual([expect.stringContaining(code)]);
    rig.disk.failing.clear();
    await rig.clock.advance(1000);
    expect(rig.lines()).toEqual(numbered(1, 4));
    expect(rig.warnings).toHaveLength(2);
  });

  test("short writes are continued at once", () => {
    const journal = rig.open();
    rig.disk.maxWriteBytes = 4;
    for (const line of ['{"a":"éé"}', '{"b":2}']) journal.append(line);
    expect(rig.lines()).toEqual(['{"a":"éé"}', '{"b":2}']);
    expect(journal.stats()).toMatchObject({ isDegraded: false, writtenLines: 2, writtenBytes: 21 });
  });

  test("a descriptor closed by a stranger is opened anew, and what got its number is left alone", async () => {
    const opened: number[] = [];
    const fileSystem = {
      ...nodeFileSystem,
      open(path: string, mode: "a+" | "r" | "w" | "wx"): number {
        const file = nodeFileSystem.open(path, mode);
        if (mode === "a+") opened.push(file);
        return file;
      },
    };
    const journal = rig.open({ fileSystem });
    const [ours = -1] = opened;
    nodeFileSystem.close(ours);
    const theirs = nodeFileSystem.open(`${rig.path}.other`, "w");
    expect(theirs).toBe(ours);
    await rig.clock.advance(5000);
    journal.append(numberedLine(1));
    expect(nodeFileSystem.info(theirs).size).toBe(0);
    nodeFileSystem.close(theirs);
    expect(rig.lines()).toEqual(numbered(1, 1));
  });

  test("a new file that cannot be opened after a rotation: lines wait, and the rotation is announced later", async () => {
    let rotations = 0;
    const onRotate = (): void => {
      rotations += 1;
    };
    const journal = rig.open({ maxFileBytes: numberedLine(1).length + 1, onRotate });
    journal.append(numberedLine(1));
    rig.disk.failing.set("open", { code: "EMFILE", on: "production.jsonl" });
    journal.append(numberedLine(2));
    expect(journal.stats()).toMatchObject({ isDegraded: true, queuedLines: 1 });
    rig.disk.failing.clear();
    await rig.clock.advance(1000);
    expect(rig.lines()).toEqual(numbered(1, 2));
    expect(rotations).toBe(1);
  });

  test("the whole directory deleted: it is made anew", async () => {
    const journal = rig.open();
    rmSync(rig.directory, { recursive: true });
    await rig.clock.advance(5000);
    await rig.clock.advance(1000);
    journal.append(numberedLine(1));
    expect(rig.lines()).toEqual(numbered(1, 1));
  });

  test("a warning that is itself logged to the journal does not go round in circles", async () => {
    const journal = rig.open({ onWarning: (text) => journal.append(JSON.stringify({ text })) });
    rig.disk.freeBytes = 0;
    journal.append(numberedLine(1));
    rig.disk.freeBytes = Number.POSITIVE_INFINITY;
    await rig.clock.advance(1000);
    expect(rig.lines().map((line) => Object.keys(JSON.parse(line))[0])).toEqual(["n", "text", "text"]);
  });
});
