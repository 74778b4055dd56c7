import type picocolors from "picocolors";
import { fitText } from "./display-text.ts";
import { COLUMN_GAP, fitTable, type ReportCell, type ReportTable, type Tone } from "./report-table.ts";

/** Painters of text, or what leaves it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** A table as lines of at most `width` terminal columns, where its numbers leave that possible. */
export function tableLines(table: ReportTable, width: number, colors: Colors): string[] {
  const fitted = fitTable(table, width);
  const gap = " ".repeat(COLUMN_GAP);
  const [title = "", ...headers] = fitted.header;
  const lines = [[colors.bold(title), ...headers.map(colors.dim)].join(gap)];
  for (const row of fitted.rows) lines.push(row.map((cell) => paint(cell, colors)).join(gap));
  if (table.note !== undefined) lines.push(colors.dim(fitText(table.note, width)));
  return lines.map((line) => line.trimEnd());
}

/** A cell's text in the colour of its tone. */
function paint({ text, tone = "plain" }: ReportCell, colors: Colors): string {
  const painters: Record<Tone, (text: string) => string> = {
    plain: String,
    quiet: colors.dim,
    good: colors.green,
    warning: colors.yellow,
    bad: colors.red,
  };
  return painters[tone](text);
}
