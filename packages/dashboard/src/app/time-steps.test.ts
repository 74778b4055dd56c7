import { expect, it } from "vitest";
import { coarseStep, lengthOf } from "./time-steps.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

it("knows how long a range is", () => {
  expect(lengthOf({}, NOW)).toBe(86_400_000);
  expect(lengthOf({ from: "now-15m" }, NOW)).toBe(900_000);
  expect(lengthOf({ from: "2026-03-01T00:00:00Z", to: "now-1h" }, NOW)).toBe(11 * 3_600_000);
  expect(lengthOf({ from: "yesterday" }, NOW)).toBe(86_400_000);
});

it("takes steps that give bars one can tell apart", () => {
  const steps = ["now-15m", "now-1h", "now-6h", "now-24h", "now-7d", "now-30d"].map((from) =>
    coarseStep(lengthOf({ from }, NOW)),
  );
  expect(steps).toEqual(["10s", "1m", "5m", "15m", "6h", "1d"]);
  expect(coarseStep(1e15)).toBe("1w");
});
