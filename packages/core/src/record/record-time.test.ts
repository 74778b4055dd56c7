import { describe, expect, it } from "vitest";
import { endTimeMs, epochMsOf } from "./record-time.ts";
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
