import { expect, it } from "vitest";
import { newTraces } from "./new-traces.ts";

const traces = (ids: string) => [...ids].map((traceId) => ({ traceId }));

it.each([
  ["abc", "abc", 0],
  ["abc", "xyabc", 2],
  ["abc", "cab", 0],
  ["", "ab", 2],
])("of %j shown, %j has %d new ones", (shown, newest, count) => {
  expect(newTraces(traces(shown), traces(newest))).toBe(count);
});
