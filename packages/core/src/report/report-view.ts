import { renderMarkdown } from "./render-markdown.ts";
import { renderText, type TextOptions } from "./render-text.ts";
import type { Report } from "./report.ts";

/** A report and its forms. */
export interface ReportView {
  /** The report as plain JSON. */
  readonly data: Report;
  /** For a terminal; without colours unless asked for. */
  toText(options?: TextOptions): string;
  /** GitHub-flavoured Markdown. */
  toMarkdown(): string;
  /** The report itself, so that `JSON.stringify(view)` gives it. */
  toJSON(): Report;
}

/** A view of a report. */
export function createReportView(report: Report): ReportView {
  return {
    data: report,
    toText: (options) => renderText(report, options),
    toMarkdown: () => renderMarkdown(report),
    toJSON: () => report,
  };
}
