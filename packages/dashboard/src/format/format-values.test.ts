import { expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatLength,
  formatList,
  formatMoney,
  formatPlainTime,
  formatShare,
  formatSpan,
  formatTime,
  formatZone,
} from "./format-values.ts";

it("writes money in cents from a dollar on, and in three digits below", () => {
  const told = [0, 1, 450_000, 12_340_000, 500_000_000, 999_900_000, 1_000_000_000, 1_234_567_890_000].map(
    (nanos) => formatMoney(nanos, "en"),
  );
  expect(told).toEqual([
    "$0.00",
    "$0.000000001",
    "$0.00045",
    "$0.0123",
    "$0.50",
    "$1.00",
    "$1.00",
    "$1,234.57",
  ]);
});

it("writes counts in full while they are short", () => {
  expect([0, 9_999, 10_000, 37_503_331].map((count) => formatCount(count, "en"))).toEqual([
    "0",
    "9,999",
    "10.0K",
    "37.5M",
  ]);
});

it("never shows something as nothing", () => {
  expect([0, 0.00012, 0.0262, 0.5, 0.99999, 1].map((share) => formatShare(share, "en"))).toEqual([
    "0%",
    "0.012%",
    "2.62%",
    "50%",
    "100%",
    "100%",
  ]);
});

it("writes durations in the units that people say", () => {
  expect(
    [3.14, 842, 999.6, 4_210, 23_000, 59_940, 59_960, 192_000, 7_500_000, 180_000_000, 604_800_000].map(
      (ms) => formatDuration(ms, "en"),
    ),
  ).toEqual([
    ...["3.1ms", "842ms", "1.00s", "4.21s", "23.0s", "59.9s", "1m", "3m 12s", "2h 5m", "2d 2h", "7d"],
  ]);
});

it("writes lengths that somebody chose without digits that say nothing", () => {
  expect([500, 5_000, 7_500, 23_000, 300_000].map((ms) => formatLength(ms, "en"))).toEqual([
    ...["500ms", "5s", "7.5s", "23s", "5m"],
  ]);
});

it("writes bytes in the largest unit that fits", () => {
  expect([0, 999, 1_500, 2_340_000_000].map((bytes) => formatBytes(bytes, "en"))).toEqual([
    "0B",
    "999B",
    "1.5kB",
    "2.3GB",
  ]);
});

it("tells moments in a zone, and how long ago they were", () => {
  const at = Date.parse("2026-03-01T23:30:00Z");
  expect(formatTime(at, "en", "Asia/Shanghai")).toBe("Mar 2, 2026, 07:30:00 GMT+8");
  expect(formatTime(at, "zh", "Asia/Shanghai")).toContain("GMT+8");
  expect(formatPlainTime(at, "en", "Asia/Shanghai")).toBe("Mar 2, 2026, 07:30:00");
  expect([at, Date.parse("2026-07-01")].map((when) => formatZone(when, "en", "America/New_York"))).toEqual([
    "EST",
    "EDT",
  ]);
  expect([0, 59, 61, 7_300, 200_000].map((seconds) => formatAgo(at, at + seconds * 1_000, "en"))).toEqual([
    "0 sec. ago",
    "59 sec. ago",
    "1 min. ago",
    "2 hr. ago",
    "2 days ago",
  ]);
});

it("joins texts as the language does", () => {
  expect(formatList(["a", "b", "c"], "en")).toBe("a, b, and c");
  expect(formatList(["a", "b", "c"], "zh")).toBe("a、b和c");
  expect(formatList(["a", "b"], "en", "disjunction")).toBe("a or b");
});

it("tells a stretch without saying anything twice, and seconds only where they matter", () => {
  const from = Date.parse("2026-03-01T10:00:00Z");
  const told = [15 * 60_000, 26 * 3_600_000, 10_000].map((length) =>
    formatSpan({ from, to: from + length }, "en", "UTC").replaceAll("\u2009", " "),
  );
  expect(told).toEqual([
    "Mar 1, 2026, 10:00 – 10:15",
    "Mar 1, 2026, 10:00 – Mar 2, 2026, 12:00",
    "Mar 1, 2026, 10:00:00 – 10:00:10",
  ]);
});
