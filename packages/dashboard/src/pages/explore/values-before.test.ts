import { expect, it } from "vitest";
import { compared, moreIs } from "./values-before.ts";

const BEFORE = {
  rows: [
    { group: ["gpt-4o"], values: { costNanos: 50, calls: 4, pricedCalls: 4, unpricedCalls: 0 } },
    { group: ["house"], values: { costNanos: 0, calls: 4, pricedCalls: 0, unpricedCalls: 4 } },
  ],
};
const NOW = { costNanos: 60, calls: 5, latencyP95Ms: 900, pricedCalls: 5, unpricedCalls: 0 };

it("sets a group against itself", () => {
  expect(compared("calls", { name: "gpt-4o", values: NOW }, BEFORE)).toEqual({ now: 5, before: 4 });
});

it("takes a group that was not there for nothing, where values add up and all groups are told", () => {
  const fresh = { name: "o3", values: NOW };
  expect(compared("calls", fresh, BEFORE)).toEqual({ now: 5, before: 0 });
  expect(compared("latencyP95Ms", fresh, BEFORE).before).toBeUndefined();
  expect(compared("calls", fresh, { ...BEFORE, other: { keys: 3, values: {} } }).before).toBeUndefined();
  expect(compared("calls", fresh, undefined).before).toBeUndefined();
});

it("does not take an unknown price for nothing", () => {
  expect(compared("costNanos", { name: "house", values: NOW }, BEFORE).before).toBeUndefined();
  expect(compared("calls", { name: "house", values: NOW }, BEFORE).before).toBe(4);
});

it.each([
  ["costNanos", "bad"],
  ["latencyP95Ms", "bad"],
  ["errorRate", "bad"],
  ["tokensPerSecond", "good"],
  ["calls", "neither"],
] as const)("tells whether more of %s is %s", (measure, more) => {
  expect(moreIs(measure)).toBe(more);
});
