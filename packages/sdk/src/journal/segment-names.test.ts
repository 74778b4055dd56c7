import { describe, expect, test } from "vitest";
import { activePath, journalLayout, rotatedName, segmentNameParser } from "./segment-names.ts";

const layout = journalLayout("/logs/production.jsonl");
const parse = segmentNameParser(layout);
const NOON = Date.UTC(2026, 0, 15, 12, 0, 0, 7);

test("a slot's active file carries its number, the first one's does not", () => {
  expect(activePath(layout, 1)).toBe("/logs/production.jsonl");
  expect(activePath(layout, 12)).toBe("/logs/production.p12.jsonl");
});

test("a rotated file's name tells its slot, its time and its number", () => {
  const rotated = rotatedName(layout, { slot: 2, rotatedAtMs: NOON + 0.5, sequence: 3 });
  expect(rotated.name).toBe("production.p2.20260115T120000.007Z-000003.jsonl");
  expect(parse(rotated.name)).toEqual({ ...rotated, rotatedAtMs: NOON });
});

test("a name without an extension, and one full of pattern characters, work the same", () => {
  for (const path of ["/logs/journal", "/logs/a+b(c).x-y.json"]) {
    const other = journalLayout(path);
    const { name } = rotatedName(other, { slot: 1, rotatedAtMs: NOON, sequence: 1 });
    expect(segmentNameParser(other)(name)).toMatchObject({ type: "rotated", rotatedAtMs: NOON });
    expect(segmentNameParser(layout)(name)).toBeUndefined();
  }
});

describe("names that are not this journal's", () => {
  test.each([
    ["another journal with a longer stem", "production-eu.jsonl"],
    ["another journal with a shorter stem", "prod.jsonl"],
    ["the checkpoint", "production.jsonl.state.json"],
    ["the lock", "production.jsonl.lock"],
    ["the torn lines", "production.jsonl.torn"],
    ["a copy made by hand", "production.old.jsonl"],
    ["a compressed rotated file", "production.20260115T120000.007Z-000003.jsonl.gz"],
    ["a slot that does not exist", "production.p1.jsonl"],
    ["a slot over the last one", "production.p257.jsonl"],
    ["a time that does not exist", "production.20261315T120000.007Z-000003.jsonl"],
    ["a number that is too short", "production.20260115T120000.007Z-3.jsonl"],
  ])("%s", (_, name) => {
    expect(parse(name)).toBeUndefined();
  });
});
