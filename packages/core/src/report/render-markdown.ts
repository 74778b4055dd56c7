import { formatRange } from "./format-values.ts";
import type { Report } from "./report.ts";
import { headlineText, unknownNotes } from "./report-notes.ts";
import type { ReportTable } from "./report-table.ts";
import { reportTables } from "./report-tables.ts";

/** A report as GitHub-flavoured Markdown, ending in a line break. Names cannot break out of their cells. */
export function renderMarkdown(report: Report): string {
  const notes = unknownNotes(report);
  const blocks = [
    "# Breakwater report",
    escaped(formatRange(report.range, report.timeZone)),
    `**${escaped(headlineText(report))}**`,
    ...reportTables(report).map(tableText),
    "## What these numbers do not know",
    notes.length === 0
      ? "Nothing: every call is priced and counted."
      : notes.map((note) => `- ${escaped(note)}`).join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function tableText(table: ReportTable): string {
  const [titleColumn, ...columns] = table.columns;
  const rows = [
    ["", ...columns.map(({ header }) => escaped(header))],
    [titleColumn, ...columns].map((column) => (column?.align === "right" ? "---:" : "---")),
    ...table.rows.map((row) => row.map(({ text }) => escaped(text))),
  ];
  const lines = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const note = table.note === undefined ? "" : `\n\n${escaped(table.note)}`;
  return `## ${titleColumn?.header ?? ""}\n\n${lines}${note}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~&]/g, "\\$&");
}
