import { expect, it } from "vitest";
import { paceOf } from "./calls-pace.ts";

const HOUR_MS = 3_600_000;

it.each([
  [7_200, HOUR_MS, { per: "second", perSecond: 2, perMinute: 120 }],
  [90, HOUR_MS, { per: "minute", rate: 1.5 }],
  [6, 24 * HOUR_MS, { per: "apart", apartMs: 4 * HOUR_MS }],
  [60, 24 * HOUR_MS, { per: "hour", rate: 2.5 }],
  [0, HOUR_MS, { per: "never" }],
  [3, 0, { per: "never" }],
])("tells the pace of %d calls in %d ms", (calls, lengthMs, pace) => {
  expect(paceOf(calls, lengthMs)).toEqual(pace);
});
