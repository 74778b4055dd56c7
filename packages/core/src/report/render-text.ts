import picocolors from "picocolors";
import { displayWidth, fitText } from "./display-text.ts";
import { formatRange } from "./format-values.ts";
import { type Colors, tableLines } from "./render-table.ts";
import type { Report } from "./report.ts";
import { headlineText, unknownNotes } from "./report-notes.ts";
import { COLUMN_GAP } from "./report-table.ts";
import { reportTables } from "./report-tables.ts";

/** How a report is written for a terminal. */
export interface TextOptions {
  /** Terminal columns to stay within; 60 is the least. Default 100. */
  readonly width?: number;
  /** Whether to colour. Default false; the caller knows whether it writes to a terminal. */
  readonly color?: boolean;
}

const INDENT = "  ";

/** A report as lines for a terminal, ending in a line break. */
export function renderText(report: Report, { width = 100, color = false }: TextOptions = {}): string {
  const columns = Math.max(60, Math.floor(width));
  const colors = picocolors.createColors(color);
  const blocks = [
    titleLines(report, columns, colors),
    ...reportTables(report).map((table) => tableLines(table, columns, colors)),
    noteLines(report, columns, colors),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function titleLines(report: Report, width: number, colors: Colors): string[] {
  const title = "Breakwater report";
  const range = formatRange(report.range, report.timeZone);
  const gap = width - displayWidth(title) - displayWidth(range);
  const first = gap >= COLUMN_GAP ? [title, " ".repeat(gap), range] : [title, "\n", range];
  const [name = "", space = "", when = ""] = first;
  return [colors.bold(name) + space + colors.dim(when), ...wrapParts(headlineText(report), width)];
}

function noteLines(report: Report, width: number, colors: Colors): string[] {
  const notes = unknownNotes(report);
  const title = colors.bold("What these numbers do not know");
  if (notes.length === 0) return [title, colors.dim(`${INDENT}Nothing: every call is priced and counted.`)];
  const lines = notes.flatMap((note) => {
    const [first = "", ...rest] = wrapWords(note, width - 4);
    return [`${INDENT}${colors.yellow("•")} ${first}`, ...rest.map((line) => `${INDENT}  ${line}`)];
  });
  return [title, ...lines];
}

/** Breaks between the parts of a headline rather than inside one. */
function wrapParts(text: string, width: number): string[] {
  return wrap(text.split(" · "), " · ", width);
}

function wrapWords(text: string, width: number): string[] {
  return wrap(text.split(" "), " ", width);
}

function wrap(parts: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : line + separator + part;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = fitText(part, width);
    } else line = fitText(longer, width);
  }
  return [...lines, line];
}
