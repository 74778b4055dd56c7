import { epochMsOf } from "@breakwater/core/record/record-time";
import { describe, expect, it } from "vitest";
import { durationMs, isoMicros } from "./record-of-run.ts";

const NOON = Date.UTC(2026, 0, 15, 12);

describe("isoMicros", () => {
  it.each([
    [NOON, "2026-01-15T12:00:00.000000Z"],
    [NOON + 123.456, "2026-01-15T12:00:00.123456Z"],
    [NOON + 0.0009, "2026-01-15T12:00:00.000000Z"],
    [NOON - 0.001, "2026-01-15T11:59:59.999999Z"],
  ])("writes %d as %s", (at, text) => {
    // The last digit is what a double holds of it.
    expect(Math.abs(epochMsOf(isoMicros(at)) - epochMsOf(text))).toBeLessThanOrEqual(0.0011);
    expect(isoMicros(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it("never moves a moment into the window after it", () => {
    const midnight = Date.UTC(2026, 0, 16);
    expect(isoMicros(midnight - 0.0005).slice(0, 10)).toBe("2026-01-15");
    expect(isoMicros(midnight).slice(0, 10)).toBe("2026-01-16");
  });
});

describe("durationMs", () => {
  it("is exact to the microsecond", () => {
    expect(durationMs(NOON, NOON + 12.3456)).toBeCloseTo(12.346, 3);
    expect(durationMs(0.1, 0.3)).toBe(0.2);
  });

  it("is never negative, whatever the clock did", () => {
    expect(durationMs(NOON, NOON - 5_000)).toBe(0);
  });
});
