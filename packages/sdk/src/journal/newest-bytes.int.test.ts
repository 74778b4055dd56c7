import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openJournal } from "./journal.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("reads the newest files only, when more is there than is asked for", () => {
  const clock = createFakeClock();
  const path = join(directory, "production.jsonl");
  const journal = openJournal({ path, clock, maxFileBytes: 100, onWarning: () => {} });
  for (let line = 0; line < 20; line += 1) journal.append(`{"line":${line},"filler":"${"x".repeat(60)}"}`);
  const [own] = journal.sources();
  const all = [...(own?.allLines() ?? [])];
  const newest = [...(own?.allLines({ maxBytes: 350 }) ?? [])];
  expect(all).toHaveLength(20);
  expect(newest).toEqual(all.slice(-newest.length));
  expect(newest.length).toBeGreaterThan(1);
  expect(newest.length).toBeLessThan(6);
  journal.close();
});
