import { NONE_KEY } from "../signals/bounded-totals.ts";
import type { PerformanceStats } from "../signals/performance-totals.ts";
import { NAME_WIDTH } from "./cost-tables.ts";
import { plainText } from "./display-text.ts";
import { formatCount, formatDuration, formatRate, formatThreshold } from "./format-values.ts";
import type { PerformanceReportRow, Report } from "./report.ts";
import type { ReportCell, ReportColumn, ReportTable } from "./report-table.ts";

/** How fast the calls were: overall and by model, and by query type where calls carry one. */
export function performanceTables({ performance, generatedAt }: Report): ReportTable[] {
  if (performance.total.count === 0) return [];
  const { recent, byModel, byQueryType, slowCallMs } = performance;
  const overall = [statsCells("all calls", performance.total)];
  if (recent !== undefined) {
    const spanMs = Date.parse(generatedAt) - Date.parse(recent.from);
    overall.push(statsCells(`last ${formatDuration(spanMs)}`, recent.total));
  }
  const tables = [tableOf("Speed", [...overall, ...byModel.map(rowCells)], slowCallMs)];
  if (byQueryType.some((row) => row.key !== NONE_KEY)) {
    tables.push(tableOf("Speed by query type", byQueryType.map(rowCells), slowCallMs));
  }
  return tables;
}

function tableOf(title: string, rows: ReportCell[][], slowCallMs: number): ReportTable {
  const columns: readonly ReportColumn[] = [
    { header: title, align: "left", shrinksTo: 18, atLeast: NAME_WIDTH },
    { header: "calls", align: "right" },
    { header: "avg", align: "right", dropOrder: 4 },
    { header: "p50", align: "right" },
    { header: "p95", align: "right" },
    { header: "p99", align: "right", dropOrder: 2 },
    { header: "max", align: "right", dropOrder: 3 },
    { header: "ttft p50", align: "right", dropOrder: 5 },
    { header: "ttft p95", align: "right", dropOrder: 6 },
    { header: "tok/s", align: "right", dropOrder: 7 },
    { header: `over ${formatThreshold(slowCallMs)}`, align: "right", dropOrder: 1 },
  ];
  return { columns, rows };
}

function rowCells({ key, stats }: PerformanceReportRow): ReportCell[] {
  return statsCells(plainText(key), stats);
}

function statsCells(name: string, stats: PerformanceStats): ReportCell[] {
  return [
    { text: name },
    { text: formatCount(stats.count) },
    durationCell(stats.avgMs),
    durationCell(stats.p50Ms),
    durationCell(stats.p95Ms),
    durationCell(stats.p99Ms),
    durationCell(stats.maxMs),
    durationCell(stats.firstTokenP50Ms),
    durationCell(stats.firstTokenP95Ms),
    { text: stats.tokensPerSecond === undefined ? "–" : formatRate(stats.tokensPerSecond) },
    stats.slowCalls === 0 ? { text: "–" } : { text: formatCount(stats.slowCalls), tone: "warning" },
  ];
}

function durationCell(ms: number | undefined): ReportCell {
  return { text: ms === undefined ? "–" : formatDuration(ms) };
}
