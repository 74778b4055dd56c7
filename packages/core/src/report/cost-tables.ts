import { formatUsd } from "../money/nanos.ts";
import { NONE_KEY } from "../signals/bounded-totals.ts";
import { plainText } from "./display-text.ts";
import { formatCompact, formatCount, formatRoughUsd, formatShare } from "./format-values.ts";
import type { CostBreakdown, CostReportRow, Report, ReportTotals } from "./report.ts";
import type { ReportCell, ReportColumn, ReportTable } from "./report-table.ts";

/** Least width of a table's first column, so that the tables of a report line up. */
export const NAME_WIDTH = 26;

/**
 * Cost by model, user, query type and tag. A dimension that tells nothing is left out: one that no call carries, and
 * a query type or tag that all calls have in common.
 */
export function costTables({ cost }: Report): ReportTable[] {
  const isShared = ({ rows, other }: CostBreakdown) =>
    other === undefined && rows.length === 1 && rows[0]?.totals.calls === cost.total.calls;
  const dimensions: readonly (readonly [string, CostBreakdown])[] = [
    ["Cost by model", cost.byModel],
    ["Cost by user", cost.byUser],
    ...Object.entries({ "Cost by query type": cost.byQueryType, "Cost by tag": cost.byTag }).filter(
      ([, breakdown]) => !isShared(breakdown),
    ),
  ];
  return dimensions
    .filter(([, breakdown]) => hasNames(breakdown))
    .map(([title, rows]) => costTable(title, rows));
}

/** A cost as text: `unknown` where no call had a price, `≥` where some had none, for the sum is then too low. */
export function costText(totals: ReportTotals): string {
  if (totals.unpricedCalls === 0) return formatUsd(totals.totalNanos);
  return totals.pricedCalls === 0 ? "unknown" : `≥ ${formatUsd(totals.totalNanos)}`;
}

/** Share of the input read from the provider's cache; a dash while there was no input. */
export function cachedText({ cacheReadTokens, inputTokens }: ReportTotals): string {
  return inputTokens === 0 ? "–" : formatShare(cacheReadTokens / inputTokens);
}

function hasNames({ rows, other }: CostBreakdown): boolean {
  return other !== undefined || rows.some((row) => row.key !== NONE_KEY);
}

function costTable(title: string, { rows, other }: CostBreakdown): ReportTable {
  const columns: readonly ReportColumn[] = [
    { header: title, align: "left", shrinksTo: 18, atLeast: NAME_WIDTH },
    { header: "calls", align: "right" },
    { header: "cost", align: "right" },
    { header: "share", align: "right" },
    { header: "per call", align: "right", dropOrder: 2 },
    { header: "tokens in", align: "right", dropOrder: 3 },
    { header: "cached", align: "right", dropOrder: 5 },
    { header: "tokens out", align: "right", dropOrder: 4 },
    { header: "failed", align: "right", dropOrder: 1 },
  ];
  const cells = rows.map((row) => costCells(plainText(row.key), row));
  if (other !== undefined) cells.push(costCells(`${formatCount(other.keys)} others`, other));
  return { columns, rows: cells };
}

function costCells(name: string, { totals, share }: CostReportRow): ReportCell[] {
  return [
    { text: name },
    { text: formatCount(totals.calls) },
    { text: costText(totals), ...(totals.unpricedCalls > 0 ? { tone: "warning" as const } : {}) },
    { text: totals.pricedCalls === 0 && totals.unpricedCalls > 0 ? "–" : formatShare(share) },
    { text: perCallText(totals) },
    { text: formatCompact(totals.inputTokens) },
    { text: cachedText(totals) },
    { text: formatCompact(totals.outputTokens) },
    totals.failedCalls === 0 ? { text: "–" } : { text: formatCount(totals.failedCalls), tone: "bad" },
  ];
}

function perCallText({ pricedCalls, totalNanos }: ReportTotals): string {
  return pricedCalls === 0 ? "–" : formatRoughUsd(totalNanos / pricedCalls);
}
