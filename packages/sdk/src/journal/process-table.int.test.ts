import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemProcessTable } from "./process-table.ts";

test("this process lives, and has one start time as long as it does", () => {
  const { self, isAlive, startTimeOf } = systemProcessTable();
  expect(self.pid).toBe(process.pid);
  expect(self.startTime).toMatch(/^[\w-]*\/\d+$/);
  expect([isAlive(self.pid), startTimeOf(self.pid)]).toEqual([true, self.startTime]);
});

test("a process that ended is dead, one of another user lives", async () => {
  const { isAlive, startTimeOf } = systemProcessTable();
  const child = spawn("true");
  await once(child, "exit");
  expect([isAlive(child.pid ?? 0), startTimeOf(child.pid ?? 0)]).toEqual([false, undefined]);
  expect(isAlive(1)).toBe(true);
});

test("a killed process that its parent never collects is dead too", async () => {
  const { isAlive } = systemProcessTable();
  // The shell becomes a second `sleep`, which never waits for the child that the shell started.
  const parent = spawn("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    const zombie = Number(line);
    while (readFileSync(`/proc/${parent.pid}/comm`, "utf8") !== "sleep\n") await nextTurn();
    process.kill(zombie, "SIGKILL");
    while (isAlive(zombie)) await nextTurn();
    expect(() => process.kill(zombie, 0)).not.toThrow();
  } finally {
    parent.kill("SIGKILL");
  }
});
