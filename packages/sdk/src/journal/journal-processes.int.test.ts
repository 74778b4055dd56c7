import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createJournalRig, type JournalRig } from "./testing/journal-rig.ts";

const WRITER = fileURLToPath(new URL("./testing/journal-writer.ts", import.meta.url));
let rig: JournalRig<FakeClock>;
let children: ChildProcess[];
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rig.remove();
});

interface Writer {
  readonly child: ChildProcess;
  /** Listened for from the start: a quick writer is gone before the test asks. */
  readonly exited: Promise<unknown>;
  /** What it prints: its file, then numbers of written lines or `done`. */
  readonly printed: AsyncIterator<string>;
}

function startWriter(name: string, lines: number, maxFileBytes: number): Writer {
  const child = spawn(process.execPath, [WRITER, rig.path, name, String(lines), String(maxFileBytes)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return {
    child,
    exited: once(child, "exit"),
    printed: createInterface(child.stdout)[Symbol.asyncIterator](),
  };
}

async function next(writer: Writer): Promise<string> {
  return String((await writer.printed.next()).value);
}

/** Kills without notice, once it has printed a few batches; returns the number it was sure of. */
async function killMidway(writer: Writer): Promise<number> {
  let sure = 0;
  for (let batch = 0; batch < 10; batch += 1) sure = Number(await next(writer));
  writer.child.kill("SIGKILL");
  await writer.exited;
  return sure;
}

/** Numbers of each writer's lines, in the order in which they are read. Throws on a line that is not whole. */
function numbersByWriter(): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  for (const line of rig.lines()) {
    const { writer, n, fill } = JSON.parse(line) as { writer: string; n: number; fill: string };
    expect(fill).toBe("é".repeat((n * 37) % 400));
    const known = numbers.get(writer) ?? [];
    numbers.set(writer, known);
    known.push(n);
  }
  return numbers;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test("four processes on one path: every line is whole, none is lost, none is there twice", async () => {
  const writers = ["a", "b", "c", "d"].map((name) => startWriter(name, 5000, 50_000));
  const files = await Promise.all(writers.map(next));
  await Promise.all(writers.map(({ exited }) => exited));
  expect(new Set(files).size).toBeGreaterThan(1);
  expect(rig.names().length).toBeGreaterThan(50);
  const numbers = numbersByWriter();
  expect([...numbers.keys()].sort()).toEqual(["a", "b", "c", "d"]);
  for (const written of numbers.values()) expect(written).toEqual(upTo(5000));
});

test("kill -9: what was appended is there, and the next process takes the slot over", async () => {
  const victim = startWriter("victim", Number.POSITIVE_INFINITY, 100_000);
  expect(basename(await next(victim))).toBe("production.jsonl");
  const sure = await killMidway(victim);
  const heir = startWriter("heir", 100, 100_000);
  expect(basename(await next(heir))).toBe("production.jsonl");
  await heir.exited;
  const numbers = numbersByWriter();
  const left = numbers.get("victim") ?? [];
  expect(left.length).toBeGreaterThanOrEqual(sure);
  expect(left).toEqual(upTo(left.length));
  expect(numbers.get("heir")).toEqual(upTo(100));
});

test("of several processes that start after a kill, exactly one takes over the dead one's slot", async () => {
  const victim = startWriter("victim", Number.POSITIVE_INFINITY, 1_000_000);
  await next(victim);
  await killMidway(victim);
  const heirs = ["a", "b", "c", "d"].map((name) => startWriter(name, Number.POSITIVE_INFINITY, 1_000_000));
  const files = await Promise.all(heirs.map(next));
  expect(files.map((file) => basename(file)).sort()).toEqual([
    "production.jsonl",
    "production.p2.jsonl",
    "production.p3.jsonl",
    "production.p4.jsonl",
  ]);
  for (const heir of heirs) await killMidway(heir);
  const owners = files.map((file) => JSON.parse(readFileSync(`${file}.lock`, "utf8")).pid);
  expect(owners).toEqual(heirs.map(({ child }) => child.pid));
  for (const written of numbersByWriter().values()) expect(written).toEqual(upTo(written.length));
});

test("a killed process's slot is no longer live, and its lines can be restored by another", async () => {
  const own = rig.open();
  const victim = startWriter("victim", Number.POSITIVE_INFINITY, 100_000);
  expect(basename(await next(victim))).toBe("production.p2.jsonl");
  expect(own.sources()[1]).toMatchObject({ slot: 2, isOwn: false, isLive: true });
  const sure = await killMidway(victim);
  const source = own.sources()[1];
  expect(source).toMatchObject({ slot: 2, isOwn: false, isLive: false });
  expect([...(source?.linesAfterState() ?? [])].length).toBeGreaterThanOrEqual(sure);
});
