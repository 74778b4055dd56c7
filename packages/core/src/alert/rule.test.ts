import { expect, it } from "vitest";
import { type AlertCondition, meetsCondition } from "./rule.ts";

it.each<[AlertCondition["op"], boolean, boolean, boolean]>([
  [">", false, false, true],
  [">=", false, true, true],
  ["<", true, false, false],
  ["<=", true, true, false],
])("%s holds below, at and above the threshold: %s, %s, %s", (op, below, at, above) => {
  const condition = { op, value: 5 };
  expect([4, 5, 6].map((value) => meetsCondition(condition, value))).toEqual([below, at, above]);
});
