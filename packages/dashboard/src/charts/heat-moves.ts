import { least } from "d3-array";
import type { HeatCell } from "./heat-shade.ts";

/**
 * The field that a key leads to: up and down within its column, left and right to the nearest column that has one,
 * Home and End to the first and last of all. Undefined where the key leads nowhere.
 *
 * @param cells columns from the left, rows of one from below
 */
export function nextCell(
  key: string,
  from: HeatCell | undefined,
  cells: readonly HeatCell[],
): HeatCell | undefined {
  if (key === "Home") return cells[0];
  if (key === "End") return cells.at(-1);
  const step = STEPS[key];
  if (step === undefined) return undefined;
  // The newest, where most begin to look.
  if (from === undefined) return cells.at(-1);
  const [across, up] = step;
  const ahead = cells.filter((cell) =>
    across === 0
      ? cell.column === from.column && (cell.row - from.row) * up > 0
      : (cell.column - from.column) * across > 0,
  );
  const distance = ({ column, row }: HeatCell) =>
    Math.abs(column - from.column) * MOST_ROWS + Math.abs(row - from.row);
  return least(ahead, distance);
}

/** Columns and rows that a key goes, up being more. */
const STEPS: Readonly<Record<string, readonly [across: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** More than any map has: the nearest column comes before the nearest row. */
const MOST_ROWS = 1_000;
