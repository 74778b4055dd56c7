import { expect, it } from "vitest";
import { nextCell } from "./heat-moves.ts";
import type { HeatCell } from "./heat-shade.ts";

const at = (column: number, row: number): HeatCell => ({ column, row, value: 1 });
const [LOW, HIGH, FAR_LOW, FAR_HIGH, LAST] = [at(0, 2), at(0, 7), at(3, 1), at(3, 6), at(9, 4)];
const CELLS = [LOW, HIGH, FAR_LOW, FAR_HIGH, LAST];

it.each([
  ["ArrowUp", LOW, HIGH],
  ["ArrowDown", HIGH, LOW],
  ["ArrowUp", HIGH, undefined],
  ["ArrowRight", HIGH, FAR_HIGH],
  ["ArrowRight", LOW, FAR_LOW],
  ["ArrowLeft", LAST, FAR_HIGH],
  ["ArrowLeft", LOW, undefined],
  ["Home", LAST, LOW],
  ["End", LOW, LAST],
  ["ArrowLeft", undefined, LAST],
  ["x", LOW, undefined],
])("%s leads from %j to %j", (key, from, to) => {
  expect(nextCell(key, from, CELLS)).toEqual(to);
});

it("leads nowhere on an empty map", () => {
  expect(nextCell("End", undefined, [])).toBeUndefined();
});
