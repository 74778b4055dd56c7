import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFakeClock } from "./fake-clock.ts";

test("timers run in the order of their due times, each at its own time", async () => {
  const clock = createFakeClock(1_000);
  const seen: string[] = [];
  clock.setTimer(() => seen.push(`late@${clock.now()}`), 30);
  clock.setTimer(() => seen.push(`early@${clock.now()}`), 10);
  clock.setTimer(() => seen.push(`twin@${clock.now()}`), 10);
  clock.setTimer(() => seen.push("never"), 31);
  await clock.advance(30);
  expect(seen).toEqual(["early@1010", "twin@1010", "late@1030"]);
  expect(clock.now()).toBe(1_030);
  expect(clock.pendingTimers).toBe(1);
});

test("a timer set by a promise callback between two timers still runs in its turn", async () => {
  const clock = createFakeClock(0);
  const seen: string[] = [];
  clock.setTimer(() => {
    void nextTurn().then(() => clock.setTimer(() => seen.push(`inner@${clock.now()}`), 5));
  }, 10);
  clock.setTimer(() => seen.push(`outer@${clock.now()}`), 20);
  await clock.advance(20);
  expect(seen).toEqual(["inner@15", "outer@20"]);
});

test("a cleared timer does not run", async () => {
  const clock = createFakeClock(0);
  let runs = 0;
  const timer = clock.setTimer(() => {
    runs += 1;
  }, 5);
  clock.clearTimer(timer);
  clock.clearTimer(timer);
  await clock.advance(10);
  expect(runs).toBe(0);
});

test("set jumps either way without running a timer or changing its remaining delay", async () => {
  const clock = createFakeClock(10_000);
  let ranAt: number | undefined;
  clock.setTimer(() => {
    ranAt = clock.now();
  }, 100);
  clock.set(3_600_000);
  expect(ranAt).toBeUndefined();
  clock.set(5_000);
  expect(clock.now()).toBe(5_000);
  await clock.advance(99);
  expect(ranAt).toBeUndefined();
  await clock.advance(1);
  expect(ranAt).toBe(5_100);
});

test("advance rejects what a timer throws, and time that does not run forwards", async () => {
  const clock = createFakeClock(0);
  clock.setTimer(() => {
    throw new Error("boom");
  }, 1);
  await expect(clock.advance(1)).rejects.toThrow("boom");
  await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
});
