import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each([
    ["30s", 30_000],
    ["15m", 900_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
    ["1.5h", 5_400_000],
    [" 10 m ", 600_000],
  ])("reads %j", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    "",
    "24",
    "h",
    "-1h",
    "0s",
    "1y",
    "1h30m",
    "1e3s",
    "Infinityh",
    "1H",
    "٣h",
    `${"9".repeat(400)}h`,
  ])("does not read %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
