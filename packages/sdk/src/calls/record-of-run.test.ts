import { describe, expect, it } from "vitest";
import { durationMs } from "./record-of-run.ts";

const NOON = Date.UTC(2026, 0, 15, 12);

describe("durationMs", () => {
  it("is exact to the microsecond", () => {
    expect(durationMs(NOON, NOON + 12.3456)).toBeCloseTo(12.346, 3);
    expect(durationMs(0.1, 0.3)).toBe(0.2);
  });

  it("is never negative, whatever the clock did", () => {
    expect(durationMs(NOON, NOON - 5_000)).toBe(0);
  });
});
