import { expect, it } from "vitest";
import { knownSpend } from "./spend.ts";

it.each([
  ["only priced calls", [5, 2, 0], { costNanos: 5, unpricedCalls: 0 }],
  ["calls that cost nothing", [0, 2, 0], { costNanos: 0, unpricedCalls: 0 }],
  ["no known price", [0, 0, 3], { unpricedCalls: 3 }],
  ["both", [5, 1, 3], { costNanos: 5, unpricedCalls: 3 }],
  ["calls for nothing beside unpriced ones", [0, 1, 3], { costNanos: 0, unpricedCalls: 3 }],
  ["nothing that is paid for", [0, 0, 0], { unpricedCalls: 0 }],
] as const)("knows of %s what can be known", (_, [costNanos, pricedCalls, unpricedCalls], known) => {
  expect(knownSpend({ costNanos, pricedCalls, unpricedCalls })).toEqual(known);
});
