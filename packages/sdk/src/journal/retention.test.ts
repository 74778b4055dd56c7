import { expect, test } from "vitest";
import { chooseExpired } from "./retention.ts";

const DAY = 86_400_000;
const NOW = 100 * DAY;
const limits = { nowMs: NOW, retentionDays: 30, maxTotalBytes: 1000 };

function file(path: string, ageDays: number, rest: { size?: number; isRemovable?: boolean } = {}) {
  return { path, mtimeMs: NOW - ageDays * DAY, size: 10, isRemovable: true, ...rest };
}

function expired(...files: ReturnType<typeof file>[]): string[] {
  return chooseExpired(files, limits).map(({ path }) => path);
}

test("what was last written before the retention goes, at its very end it stays", () => {
  expect(expired(file("old", 30.1), file("edge", 30), file("young", 1))).toEqual(["old"]);
});

test("of too much, the oldest go until the rest fits", () => {
  const files = ["a", "b", "c", "d"].map((path, index) => file(path, 9 - index, { size: 400 }));
  expect(expired(...files)).toEqual(["a", "b"]);
});

test("what a living process writes to stays, however old and large, and counts towards the total", () => {
  const active = file("active", 90, { size: 950, isRemovable: false });
  expect(expired(active, file("a", 3, { size: 60 }), file("b", 2, { size: 50 }))).toEqual(["a"]);
});
