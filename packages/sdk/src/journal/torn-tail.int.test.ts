import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createJournalRig, type JournalRig, numberedLine } from "./testing/journal-rig.ts";

let rig: JournalRig<FakeClock>;
beforeEach(() => {
  rig = createJournalRig(createFakeClock());
});
afterEach(() => rig.remove());

const WHOLE = '{"a":1}\n{"b":"é"}\n';

describe("what a killed process left at the end of the file", () => {
  test.each([
    ["nothing: the file is empty", "", "", 0],
    ["whole lines", WHOLE, WHOLE, 0],
    ["a line without its newline", '{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}\n', 0],
    ["half a line", `${WHOLE}{"c":`, WHOLE, 5],
    ["half a line and no other", '{"c":', "", 5],
    ["a number, which may be the start of a longer one", `${WHOLE}12`, WHOLE, 2],
    ["half a character", Buffer.concat([Buffer.from(`${WHOLE}{"c":"`), Buffer.of(0xc3)]), WHOLE, 7],
    ["zero bytes, as file systems leave after a power cut", `${WHOLE}\0\0\0\0`, WHOLE, 4],
    ["half a line longer than a block", `${WHOLE}"${"x".repeat(200_000)}`, WHOLE, 200_001],
  ])("%s", (_, before, after, cutBytes) => {
    writeFileSync(rig.path, before);
    const journal = rig.open();
    expect(rig.text()).toBe(after);
    expect(journal.stats().repairedBytes).toBe(cutBytes);
    expect(rig.warnings).toHaveLength(rig.text() === String(before) ? 0 : 1);
    if (cutBytes > 0) {
      const torn = Buffer.from(before).subarray(Buffer.byteLength(after));
      expect(readFileSync(`${rig.path}.torn`)).toEqual(Buffer.concat([torn, Buffer.from("\n")]));
    }
    journal.append(numberedLine(1));
    expect(rig.text()).toBe(`${after}${numberedLine(1)}\n`);
  });
});

test("torn lines are kept aside one after another, up to 1 MiB and no further", () => {
  for (let start = 0; start < 4; start += 1) {
    writeFileSync(rig.path, `"${String(start).repeat(400_000)}`);
    rig.open().close();
  }
  const kept = readFileSync(`${rig.path}.torn`, "utf8");
  expect(kept.length).toBe(1024 * 1024);
  expect(kept.startsWith(`"${"0".repeat(400_000)}\n"1`)).toBe(true);
});

test("only the own slot's file is mended: another process may be in the middle of its line", () => {
  rig.open();
  writeFileSync(rig.path, '{"half":');
  const second = rig.open();
  expect(second.file).toBe(join(rig.directory, "production.p2.jsonl"));
  expect(rig.text()).toBe('{"half":');
});

test("a tail that the disk does not let go of starts the journal degraded, and is mended later", async () => {
  writeFileSync(rig.path, '{"a":1}\n{"half":');
  rig.disk.failing.set("truncate", { code: "EIO" });
  const journal = rig.open();
  journal.append(numberedLine(1));
  expect(journal.stats()).toMatchObject({ isDegraded: true, queuedLines: 1 });
  rig.disk.failing.clear();
  await rig.clock.advance(1000);
  expect(rig.text()).toBe(`{"a":1}\n${numberedLine(1)}\n`);
});
