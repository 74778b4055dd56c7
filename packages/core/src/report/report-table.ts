import { displayWidth, fitText, padText } from "./display-text.ts";

/** What a cell says beyond its text; the text form paints it, Markdown ignores it. */
export type Tone = "plain" | "quiet" | "good" | "warning" | "bad";

/** One value of a table, harmless text on one line. */
export interface ReportCell {
  readonly text: string;
  readonly tone?: Tone;
}

/** One column of a table. */
export interface ReportColumn {
  readonly header: string;
  readonly align: "left" | "right";
  /** Width to which the cells may be cut before a column is left out. Absent: never cut. */
  readonly shrinksTo?: number;
  /** Least width where there is room, so that the tables of a report line up. */
  readonly atLeast?: number;
  /** Left out when the table is still too wide, highest first. Absent: never left out. */
  readonly dropOrder?: number;
}

/** A table of the report, independent of how it is written. The first column's header is the table's title. */
export interface ReportTable {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** A line below the table, such as what was left out. */
  readonly note?: string;
}

/** A table fitted to a width: every cell, headers included, takes exactly its column's width. */
export interface FittedTable {
  readonly widths: readonly number[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** Spaces between columns. */
export const COLUMN_GAP = 2;

/** Least width of a cut cell once nothing more can be left out. */
const LAST_RESORT_WIDTH = 6;

/**
 * Fits a table into `width` terminal columns: cuts what may be cut, then leaves out what may be left out, then cuts
 * further. When that does not suffice it stays too wide rather than lose a number.
 */
export function fitTable(table: ReportTable, width: number): FittedTable {
  let kept = table.columns.map((_, index) => index);
  for (;;) {
    const columns = kept.map((index) => measure(table, index));
    const widths = shrink(columns, width);
    if (totalWidth(widths) <= width) return layOut(table, kept, widths);
    const dropped = nextToDrop(table, kept);
    if (dropped === undefined) return layOut(table, kept, shrink(columns.map(toLastResort), width));
    kept = kept.filter((index) => index !== dropped);
  }
}

interface MeasuredColumn {
  readonly naturalWidth: number;
  readonly leastWidth: number;
  readonly isCuttable: boolean;
}

function measure(table: ReportTable, index: number): MeasuredColumn {
  const column = table.columns[index];
  const texts = [column?.header ?? "", ...table.rows.map((row) => row[index]?.text ?? "")];
  const contentWidth = Math.max(...texts.map(displayWidth));
  const naturalWidth = Math.max(contentWidth, column?.atLeast ?? 0);
  const isCuttable = column?.shrinksTo !== undefined;
  const leastWidth = Math.min(contentWidth, column?.shrinksTo ?? contentWidth);
  return { naturalWidth, leastWidth, isCuttable };
}

function toLastResort(column: MeasuredColumn): MeasuredColumn {
  return column.isCuttable
    ? { ...column, leastWidth: Math.min(column.leastWidth, LAST_RESORT_WIDTH) }
    : column;
}

/** Takes what is too much from the column with most to give, until the table fits or none can give more. */
function shrink(columns: readonly MeasuredColumn[], width: number): number[] {
  const widths = columns.map((column) => column.naturalWidth);
  for (;;) {
    const excess = totalWidth(widths) - width;
    if (excess <= 0) return widths;
    const spare = columns.map((column, index) => (widths[index] ?? 0) - column.leastWidth);
    const most = Math.max(...spare);
    if (most <= 0) return widths;
    const giver = spare.indexOf(most);
    // At least down to the second most, so that similar columns share the loss.
    const second = Math.max(0, ...spare.filter((_, index) => index !== giver));
    widths[giver] = (widths[giver] ?? 0) - Math.min(excess, Math.max(1, most - second));
  }
}

function nextToDrop(table: ReportTable, kept: readonly number[]): number | undefined {
  let candidate: number | undefined;
  for (const index of kept) {
    const order = table.columns[index]?.dropOrder;
    if (order === undefined) continue;
    if (candidate === undefined || order > (table.columns[candidate]?.dropOrder ?? 0)) candidate = index;
  }
  return candidate;
}

function layOut(table: ReportTable, kept: readonly number[], widths: readonly number[]): FittedTable {
  const sized = (text: string, place: number) => {
    const width = widths[place] ?? 0;
    return padText(fitText(text, width), width, table.columns[kept[place] ?? 0]?.align ?? "left");
  };
  return {
    widths,
    header: kept.map((index, place) => sized(table.columns[index]?.header ?? "", place)),
    rows: table.rows.map((row) =>
      kept.map((index, place) => ({ ...row[index], text: sized(row[index]?.text ?? "", place) })),
    ),
  };
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP * Math.max(0, widths.length - 1);
}
