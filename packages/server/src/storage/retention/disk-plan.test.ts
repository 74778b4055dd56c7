import { expect, it } from "vitest";
import { excessOf, partitionsToDrop } from "./disk-plan.ts";
import { partitionPeriod } from "./partition-period.ts";
import type { RetainedKind } from "./retention-ages.ts";
import type { StoredPartition } from "./stored-partitions.ts";

const TODAY = Date.UTC(2026, 0, 15);

function partition(kind: RetainedKind, id: string, bytes = 10): StoredPartition {
  const period = partitionPeriod(id) ?? { from: 0, to: 0 };
  return { table: { name: kind, kind, time: "start_time" }, id, rows: 1, bytes, ...period };
}

it("is over the cap, under the floor, or fine", () => {
  const use = { usedBytes: 70, freeBytes: 30 };
  expect(excessOf(use, { max: 60, minFree: 1 })).toBe(10);
  expect(excessOf(use, { max: 100, minFree: 35 })).toBe(5);
  expect(excessOf(use, { max: 60, minFree: 45 })).toBe(15);
  expect(excessOf(use, { max: 70, minFree: 30 })).toBe(0);
  expect(excessOf(use, { minFree: 1 })).toBe(-29);
});

const stored = [
  partition("spans", "20260112"),
  partition("spans", "20260114"),
  partition("spans", "20260115"),
  partition("payloads", "20260114"),
  partition("payloads", "20260113"),
  partition("payloads", "20260116"),
  partition("rollups", "202601"),
  partition("rollups", "2024"),
];

it.each<[number, string[]]>([
  [0, []],
  [10, ["payloads 20260113"]],
  [11, ["payloads 20260113", "payloads 20260114"]],
  [21, ["payloads 20260113", "payloads 20260114", "spans 20260112"]],
  [1_000, ["payloads 20260113", "payloads 20260114", "spans 20260112", "spans 20260114"]],
])("makes room for %d bytes: oldest payloads, then oldest spans, nothing of today", (excess, expected) => {
  const chosen = partitionsToDrop(stored, excess, TODAY);
  expect(chosen.map(({ table, id }) => `${table.name} ${id}`)).toEqual(expected);
});
