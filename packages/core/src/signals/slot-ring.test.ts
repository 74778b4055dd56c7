import { describe, expect, it } from "vitest";
import { SlotRing } from "./slot-ring.ts";

function ringOf(slots: number) {
  const retired: string[][] = [];
  const ring = new SlotRing<string[]>(
    { slotMs: 10, slots },
    { create: () => [], retire: (content) => retired.push(content) },
  );
  return { ring, retired };
}

describe("SlotRing", () => {
  it("answers for a window with the slots that overlap it, at most one slot too many", () => {
    const { ring } = ringOf(3);
    for (const at of [100, 105, 110, 120, 130]) ring.at(at, at)?.push(`t${at}`);
    expect(ring.window(135, 10).flat()).toEqual(["t120", "t130"]);
    expect(ring.window(135, 30).flat().sort()).toEqual(["t100", "t105", "t110", "t120", "t130"]);
  });

  it("retires a slot once when its place is needed", () => {
    const { ring, retired } = ringOf(2);
    ring.at(0, 0)?.push("a");
    ring.at(30, 30)?.push("b");
    expect(retired).toEqual([["a"]]);
    expect(ring.all()).toEqual([["b"]]);
  });

  it("takes a late record into its own slot and refuses one before its reach", () => {
    const { ring } = ringOf(2);
    ring.at(100, 100)?.push("now");
    ring.at(85, 100)?.push("late");
    expect(ring.at(60, 100)).toBeUndefined();
    expect(ring.at(Number.NaN, 100)).toBeUndefined();
    expect(ring.window(100, 20).flat().sort()).toEqual(["late", "now"]);
  });

  it("counts a record from the future as now", () => {
    const { ring } = ringOf(2);
    ring.at(1e12, 100)?.push("future");
    expect(ring.window(100, 10)).toEqual([["future"]]);
  });

  it("retires what a clock's jump into the future left in the way, and loses nothing", () => {
    const { ring, retired } = ringOf(2);
    ring.at(1_000_000, 1_000_000)?.push("jumped");
    for (const at of [100, 110, 120]) ring.at(at, at)?.push(`t${at}`);
    expect(ring.window(120, 20).flat().sort()).toEqual(["t100", "t110", "t120"]);
    expect(retired).toEqual([["jumped"]]);
  });
});
