import { describe, expect, it } from "vitest";
import { endTimeMs, epochMsOf, isoMicros } from "./record-time.ts";
import { sampleRecord } from "./span-record.samples.ts";

describe("epochMsOf", () => {
  it.each([
    ["2026-11-23T20:41:03.123456Z", Date.UTC(2026, 10, 23, 20, 41, 3) + 123.456],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["2000-02-29T23:59:59.5Z", Date.UTC(2000, 1, 29, 23, 59, 59, 500)],
    ["2026-11-23T20:41:03.123456789Z", Date.UTC(2026, 10, 23, 20, 41, 3) + 123.456789],
  ])("reads %s", (text, expected) => {
    expect(epochMsOf(text)).toBe(expected);
  });

  it.each([
    "",
    "Z",
    "2026-11-23T20:41:03.123456",
    "2026-11-23T20:41:03.Z",
    "2026-11-23T20:41:03,5Z",
    "2026-11-23T20:41:03.12345678901Z",
    "2026-11-23 20:41:03.123456Z",
    "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-11-00T00:00:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T20:60:00Z",
    "2026-11-23T20:41:60Z",
    "2026-11-2xT20:41:00Z",
    "２０２６-11-23T20:41:00Z",
  ])("gives NaN for %s", (text) => {
    expect(epochMsOf(text)).toBeNaN();
  });
});

describe("endTimeMs", () => {
  it("is the start plus the duration, or the start while there is none", () => {
    const start = Date.UTC(2026, 10, 23, 12);
    expect(endTimeMs(sampleRecord({ durationMs: 1500 }))).toBe(start + 1500);
    const { durationMs: _, ...running } = sampleRecord({ status: "running" });
    expect(endTimeMs(running)).toBe(start);
  });
});

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
