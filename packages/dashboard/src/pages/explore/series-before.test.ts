import { expect, it } from "vitest";
import type { TimeSeries } from "../../charts/time-series.ts";
import { seriesBefore } from "./series-before.ts";

const HOUR_MS = 3_600_000;
const START = Date.parse("2026-03-01T12:00:00Z");
const iso = (hours: number) => new Date(START + hours * HOUR_MS).toISOString();

const before = (...series: readonly (readonly [key: string | undefined, ...values: number[]])[]) => ({
  range: { from: iso(-2), to: iso(0) },
  times: [iso(-2), iso(-1)],
  series: series.map(([key, ...calls]) => ({
    ...(key !== undefined && { key }),
    isOther: key === undefined,
    values: { calls },
  })),
});

const shown = (key: string): TimeSeries => ({ name: key, key, points: [] });

it("lays each series of the time before under its own, moved by the length of the range", () => {
  expect(seriesBefore([shown("a")], before(["b", 5, 6], ["a", 1, 2]), "calls")).toEqual([
    {
      name: "a",
      key: "a",
      movedMs: 2 * HOUR_MS,
      points: [
        [START, 1],
        [START + HOUR_MS, 2],
      ],
    },
  ]);
});

it("sums up the rest as it would be now", () => {
  const rest: TimeSeries = { name: "Others", tone: "rest", points: [] };
  const [, others] = seriesBefore(
    [shown("a"), rest],
    before(["b", 5, 6], ["a", 1, 2], [undefined, 10, 20]),
    "calls",
  );
  expect(others?.points.map(([, value]) => value)).toEqual([15, 26]);
});

it("tells nothing of a key that may have been among the rest, and 0 of one that was not there", () => {
  expect(seriesBefore([shown("new")], before(["a", 1, 2], [undefined, 3, 3]), "calls")).toEqual([]);
  const [fresh] = seriesBefore([shown("new")], before(["a", 1, 2]), "calls");
  expect(fresh?.points.map(([, value]) => value)).toEqual([0, 0]);
});
