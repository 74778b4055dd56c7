import { expect, it } from "vitest";
import { automaticStep, MAX_POINTS, stepStarts } from "./steps.ts";

const HOUR_MS = 3_600_000;
const range = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const texts = (starts: readonly number[]) => starts.map((at) => new Date(at).toISOString().slice(0, 16));

it.each([
  ["10s", 0.5],
  ["30s", 2],
  ["1m", 5],
  ["5m", 24],
  ["15m", 72],
  ["1h", 168],
  ["6h", 720],
  ["1d", 24 * 200],
  ["1w", 24 * 399],
])("takes steps of %s for %d hours", (step, hours) => {
  expect(automaticStep({ from: 0, to: hours * HOUR_MS })).toBe(step);
});

it("takes the steps in which latencies are kept for long ranges", () => {
  expect(automaticStep({ from: 0, to: 24 * HOUR_MS }, ["calls", "latencyP95Ms"])).toBe("5m");
  expect(automaticStep({ from: 0, to: 72 * HOUR_MS }, ["latencyP95Ms"])).toBe("1h");
  expect(automaticStep({ from: 0, to: 720 * HOUR_MS }, ["firstTokenP50Ms"])).toBe("1d");
  expect(automaticStep({ from: 0, to: 720 * HOUR_MS }, ["latencyAvgMs"])).toBe("6h");
});

it("begins with the step that holds the start of the range", () => {
  expect(texts(stepStarts(range("2026-03-01T10:17:31Z", "2026-03-01T10:30:00Z"), "5m", "UTC"))).toEqual([
    "2026-03-01T10:15",
    "2026-03-01T10:20",
    "2026-03-01T10:25",
  ]);
});

it("follows the calendar of the zone when clocks change", () => {
  const days = stepStarts(range("2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z"), "1d", "Europe/Berlin");
  expect(texts(days)).toEqual([
    "2026-03-27T23:00",
    "2026-03-28T23:00",
    "2026-03-29T22:00",
    "2026-03-30T22:00",
  ]);
  const hours = stepStarts(range("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), "1h", "Europe/Berlin");
  expect(hours).toHaveLength(23);
});

it("knows days that begin between hours", () => {
  const days = stepStarts(range("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"), "1d", "Asia/Kathmandu");
  expect(texts(days)).toEqual(["2026-02-28T18:15", "2026-03-01T18:15"]);
});

it("refuses more points than a chart can hold, and says what would do", () => {
  expect(() => stepStarts({ from: 0, to: 10_000 * (MAX_POINTS + 1) }, "10s", "UTC")).toThrow(/"1m" would do/);
});
