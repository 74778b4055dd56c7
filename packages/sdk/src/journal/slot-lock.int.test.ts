import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFileSystem } from "./file-system.ts";
import { systemProcessTable } from "./process-table.ts";
import { isSlotLive, type LockWorld, lockPath, tryLockSlot } from "./slot-lock.ts";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
let tokens: number;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
  tokens = 0;
});
afterEach(() => rig.remove());

function world(changes: Partial<LockWorld> = {}): LockWorld {
  const newToken = (): string => {
    tokens += 1;
    return `token-${tokens}`;
  };
  return { files: rig.disk, clock: rig.clock, processes: systemProcessTable(), newToken, ...changes };
}

/** A process table in which every other process is dead. */
function afterCrash(): LockWorld {
  const { self } = systemProcessTable();
  const processes = { self, isAlive: () => false, startTimeOf: () => undefined };
  return world({ processes });
}

test("one owner at a time; a slot given back can be taken again", () => {
  const first = tryLockSlot(world(), rig.path);
  expect(first).toBeDefined();
  expect(tryLockSlot(world(), rig.path)).toBeUndefined();
  first?.release();
  expect(existsSync(lockPath(rig.path))).toBe(false);
  expect(tryLockSlot(world(), rig.path)).toBeDefined();
});

test("the lock tells who holds it, and its last write is the owner's beat", async () => {
  const lock = tryLockSlot(world(), rig.path);
  const { self } = systemProcessTable();
  expect(JSON.parse(readFileSync(lockPath(rig.path), "utf8"))).toEqual({ ...self, token: "token-1" });
  await rig.clock.advance(30_000);
  expect(lock?.beat()).toBe(true);
  expect(statSync(lockPath(rig.path)).mtimeMs).toBe(rig.clock.now());
});

test("a dead owner's slot is taken over; should it live after all, its next beat tells it", () => {
  const thoughtDead = tryLockSlot(world(), rig.path);
  const next = tryLockSlot(afterCrash(), rig.path);
  expect(next).toBeDefined();
  expect(thoughtDead?.beat()).toBe(false);
  expect(next?.beat()).toBe(true);
  thoughtDead?.release();
  expect(isSlotLive(world(), rig.path)).toBe(true);
});

test("of two starters that found the same stale lock, the slower one leaves the quicker one's lock alone", () => {
  tryLockSlot(world(), rig.path);
  let quicker: unknown;
  const files = {
    ...nodeFileSystem,
    open(path: string, mode: "a+" | "r" | "w" | "wx"): number {
      // The slower one has judged the lock and reaches for the guard: the quicker one runs right before it.
      if (path.endsWith(".takeover") && quicker === undefined) quicker = tryLockSlot(afterCrash(), rig.path);
      return nodeFileSystem.open(path, mode);
    },
  };
  expect(tryLockSlot({ ...afterCrash(), files }, rig.path)).toBeUndefined();
  expect(quicker).toMatchObject({ beat: expect.any(Function) });
  expect(JSON.parse(readFileSync(lockPath(rig.path), "utf8")).token).toBe("token-3");
});

test("a starter killed during a take-over blocks the slot for ten seconds, not for ever", async () => {
  tryLockSlot(world(), rig.path);
  const guard = `${lockPath(rig.path)}.takeover`;
  writeFileSync(guard, "");
  utimesSync(guard, rig.clock.now() / 1000, rig.clock.now() / 1000);
  expect(tryLockSlot(afterCrash(), rig.path)).toBeUndefined();
  await rig.clock.advance(10_001);
  tryLockSlot(afterCrash(), rig.path);
  expect(tryLockSlot(afterCrash(), rig.path)).toBeDefined();
});

test("a lock that the full disk did not take is not left behind empty", () => {
  rig.disk.freeBytes = 5;
  expect(() => tryLockSlot(world(), rig.path)).toThrow("ENOSPC");
  expect(existsSync(lockPath(rig.path))).toBe(false);
});

test("a lock deleted by hand is made anew at the next beat", () => {
  const lock = tryLockSlot(world(), rig.path);
  nodeFileSystem.remove(lockPath(rig.path));
  expect(lock?.beat()).toBe(true);
  expect(tryLockSlot(world(), rig.path)).toBeUndefined();
});

test("two journals of one process get a file each, and a closed one's file is free again", () => {
  const [first, second] = [rig.open(), rig.open()];
  expect([first, second].map(({ file }) => basename(file))).toEqual([
    "production.jsonl",
    "production.p2.jsonl",
  ]);
  first.close();
  expect(rig.open().file).toBe(rig.path);
});

test("a journal whose slot was taken over moves to another, and loses no line", async () => {
  const journal = rig.open();
  journal.append(numberedLine(1));
  const { self } = systemProcessTable();
  writeFileSync(lockPath(rig.path), JSON.stringify({ ...self, token: "another's" }));
  journal.append(numberedLine(2));
  await rig.clock.advance(5000);
  journal.append(numberedLine(3));
  expect(basename(journal.file)).toBe("production.p2.jsonl");
  expect(rig.warnings.join()).toContain("another process has taken this file over");
  expect(rig.lines()).toEqual([1, 2, 3].map((n) => numberedLine(n)));
  expect(JSON.parse(readFileSync(lockPath(rig.path), "utf8")).token).toBe("another's");
});

test("with all 256 slots taken, opening says so", () => {
  const { self } = systemProcessTable();
  for (let slot = 1; slot <= 256; slot += 1) {
    const file = slot === 1 ? rig.path : rig.path.replace(".jsonl", `.p${slot}.jsonl`);
    writeFileSync(lockPath(file), JSON.stringify({ ...self, token: String(slot) }));
  }
  expect(() => rig.open()).toThrow("256 processes write to it already. Give some of them another path.");
});
