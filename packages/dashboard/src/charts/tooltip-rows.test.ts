import { expect, it } from "vitest";
import type { TimeSeries } from "./time-series.ts";
import { tooltipRows } from "./tooltip-rows.ts";

const series = (name: string, ...values: readonly (number | null)[]): TimeSeries => ({
  name,
  points: values.map((value, index) => [index * 1_000, value]),
});

it("tells the largest first, leaves out what is nothing, and sums up what adds up", () => {
  const all = [series("a", 1), series("none", 0), series("b", 3), series("unmeasured", null)];
  expect(tooltipRows(all, 0, { addsUp: true })).toEqual({
    rows: [
      { place: 2, name: "b", value: 3 },
      { place: 0, name: "a", value: 1 },
    ],
    left: 0,
    total: 4,
  });
  expect(tooltipRows(all, 0, { addsUp: false }).total).toBeUndefined();
});

it("tells of nothing once: by the only series, or by the sum", () => {
  expect(tooltipRows([series("a", 0)], 0, { addsUp: true }).rows).toHaveLength(1);
  expect(tooltipRows([series("a", 0), series("b", 0)], 0, { addsUp: true })).toEqual({
    rows: [],
    left: 0,
    total: 0,
  });
});

it("tells when the time before really was, and leaves it out of the sum", () => {
  const before: TimeSeries = { name: "a", points: [[1_010, 7]], movedMs: 1_000 };
  expect(tooltipRows([series("a", 5, 6), series("b", 1, 1), before], 1, { addsUp: true })).toEqual({
    rows: [
      { place: 0, name: "a", value: 6 },
      { place: 1, name: "b", value: 1 },
      { place: 2, name: "a", value: 7, before: 10 },
    ],
    left: 0,
    total: 7,
  });
});

it("says how many it leaves out", () => {
  const many = Array.from({ length: 13 }, (_, index) => series(`s${index}`, index + 1));
  const { rows, left } = tooltipRows(many, 0, { addsUp: true });
  expect([rows.length, rows[0]?.value, left]).toEqual([10, 13, 3]);
});
