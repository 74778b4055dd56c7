import { describe, expect, it } from "vitest";
import {
  formatCompact,
  formatDuration,
  formatRange,
  formatRate,
  formatRoughUsd,
  formatShare,
  formatThreshold,
  formatTime,
  formatUsed,
  formatWindowEnd,
} from "./format-values.ts";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [9_999, "9,999"],
    [10_000, "10.0k"],
    [12_345, "12.3k"],
    [999_499, "999k"],
    [999_999, "1.00M"],
    [1_254_000, "1.25M"],
    [3_100_000_000, "3.10B"],
    [5_000_000_000_000, "5,000B"],
  ])("formatCompact(%d) is %s", (count, text) => {
    expect(formatCompact(count)).toBe(text);
  });

  it.each([
    [0, "0ms"],
    [0.01, "0.1ms"],
    [0.44, "0.4ms"],
    [842.4, "842ms"],
    [999.6, "1.00s"],
    [9_994, "9.99s"],
    [42_100, "42.1s"],
    [59_960, "1m 00s"],
    [192_000, "3m 12s"],
    [3_599_700, "1h 00m"],
    [7_500_000, "2h 05m"],
    [100 * 3_600_000, "4d 04h"],
  ])("formatDuration(%d) is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0, "0%"],
    [0.004, "<1%"],
    [0.006, "1%"],
    [0.996, "100%"],
    [1, "100%"],
  ])("formatShare(%d) is %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it("shows a limit as used up only when it is", () => {
    expect([0, 0.001, 0.9999, 1, 12.345].map(formatUsed)).toEqual(["0%", "<1%", "99%", "100%", "1,234%"]);
  });

  it("rounds rough amounts to three digits", () => {
    const nanos = [0, 1, 5_134_000, 10_330_000, 995_000_000, 8_500_000_000, 1_234_567_000_000];
    expect(nanos.map(formatRoughUsd)).toEqual([
      "$0.00",
      "$0.000000001",
      "$0.00513",
      "$0.0103",
      "$0.99",
      "$8.50",
      "$1,235",
    ]);
  });

  it("writes thresholds and rates plainly", () => {
    expect([500, 5000, 2500].map(formatThreshold)).toEqual(["500ms", "5s", "2.5s"]);
    expect([41.23, 99.96, 1234].map(formatRate)).toEqual(["41.2", "100", "1,234"]);
  });
});

describe("times", () => {
  const near = "2026-11-23T17:42:00.000Z";
  const berlin = { near, timeZone: "Europe/Berlin" };

  it.each([
    ["2026-11-23T17:42:00Z", "18:42"],
    ["2026-11-22T22:59:00Z", "22 Nov 23:59"],
    ["2026-11-23T23:00:00Z", "24 Nov 00:00"],
    ["2025-07-01T10:00:00Z", "1 Jul 2025 12:00"],
  ])("formatTime(%s) in Berlin is %s", (at, text) => {
    expect(formatTime({ at, ...berlin })).toBe(text);
  });

  it("calls only the coming midnight midnight, also over a change of the clocks", () => {
    expect(formatWindowEnd({ at: "2026-11-23T23:00:00Z", ...berlin })).toBe("midnight");
    expect(formatWindowEnd({ at: "2026-11-24T23:00:00Z", ...berlin })).toBe("25 Nov 00:00");
    const changing = { near: "2026-10-25T00:30:00Z", timeZone: "Europe/Berlin" };
    expect(formatWindowEnd({ at: "2026-10-25T23:00:00Z", ...changing })).toBe("midnight");
  });

  it("shows a range with its zone and offset", () => {
    const range = { from: "2026-11-22T23:00:00Z", to: near };
    expect(formatRange(range, "Europe/Berlin")).toBe("23 Nov 2026 00:00 – 18:42 (Europe/Berlin, UTC+01:00)");
    expect(formatRange(range, "UTC")).toBe("22 Nov 2026 23:00 – 23 Nov 2026 17:42 (UTC)");
  });
});
