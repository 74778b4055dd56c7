import { formatUsd } from "../money/nanos.ts";
import { plainText } from "./display-text.ts";
import { formatCount, formatTime } from "./format-values.ts";
import type { ErrorReportRow, Report } from "./report.ts";
import type { ReportCell, ReportColumn, ReportTable } from "./report-table.ts";

/** The groups of errors; undefined when nothing failed. */
export function errorTable(report: Report): ReportTable | undefined {
  const { errors } = report;
  if (errors.total === 0) return undefined;
  const columns: readonly ReportColumn[] = [
    { header: "Errors", align: "left" },
    { header: "what", align: "left", shrinksTo: 20 },
    { header: "count", align: "right" },
    { header: "users", align: "right", dropOrder: 1 },
    { header: "first", align: "right", dropOrder: 3 },
    { header: "last", align: "right" },
    { header: "cost", align: "right", dropOrder: 2 },
  ];
  const rows = errors.groups.map((group) => errorCells(group, report));
  const note = noteText(report);
  return note === "" ? { columns, rows } : { columns, rows, note };
}

function errorCells(group: ErrorReportRow, { generatedAt, timeZone }: Report): ReportCell[] {
  const timeText = (at: string) => formatTime({ at, near: generatedAt, timeZone });
  return [
    { text: group.class, tone: "bad" },
    { text: `${plainText(group.type)}: ${plainText(group.message)}` },
    { text: formatCount(group.count) },
    { text: usersText(group) },
    { text: timeText(group.firstSeen) },
    { text: timeText(group.lastSeen) },
    { text: group.costNanos === 0 ? "–" : formatUsd(group.costNanos) },
  ];
}

function usersText({ users, hasMoreUsers }: ErrorReportRow): string {
  if (users === 0 && !hasMoreUsers) return "–";
  return formatCount(users) + (hasMoreUsers ? "+" : "");
}

function noteText({ errors }: Report): string {
  const { omittedGroups, retriedCalls, recoveredCalls } = errors;
  const parts: string[] = [];
  if (omittedGroups > 0) parts.push(`${formatCount(omittedGroups)} more groups`);
  if (retriedCalls > 0) {
    parts.push(
      `${formatCount(retriedCalls)} calls were retries, ${formatCount(recoveredCalls)} of them went well`,
    );
  }
  return parts.join(" · ");
}
