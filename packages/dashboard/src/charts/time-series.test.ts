import { expect, it } from "vitest";
import { groupedSeries } from "./time-series.ts";

const NAMES = { none: "(none)", other: "Others" };

it("names what has no key, and knows of money for how many calls it is known", () => {
  const values = { costNanos: [0, 0], pricedCalls: [0, 0], unpricedCalls: [2, 1] };
  const times = ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"];
  const series = [
    { key: "", isOther: false, values },
    { isOther: true, values: { costNanos: [5, null] } },
  ];
  const points = times.map((time) => [Date.parse(time), 0]);
  expect(groupedSeries({ times, series }, "costNanos", NAMES)).toEqual([
    { name: "(none)", key: "", points, pricing: { pricedCalls: 0, unpricedCalls: 3 } },
    {
      name: "Others",
      tone: "rest",
      points: [
        [points[0]?.[0], 5],
        [points[1]?.[0], null],
      ],
    },
  ]);
});
