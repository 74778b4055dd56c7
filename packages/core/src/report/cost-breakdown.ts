import { usdFromNanos } from "../money/nanos.ts";
import { OTHER_KEY } from "../signals/bounded-totals.ts";
import { type CostTotals, emptyCostTotals, foldCostTotals } from "../signals/cost-totals.ts";
import type { CostDimension } from "../signals/cost-tracker.ts";
import type { CostBreakdown, CostReportRow, ReportTotals } from "./report.ts";

/** The `maxRows` dearest keys of a dimension, and one row for all the others. */
export function costBreakdown(dimension: CostDimension, totalNanos: number, maxRows: number): CostBreakdown {
  const named = dimension.rows.filter((row) => row.key !== OTHER_KEY);
  const shown = named.slice(0, maxRows);
  const hidden = dimension.rows.filter((row) => !shown.includes(row));
  const isExact = dimension.foldedKeys === 0;
  const rows = shown.map((row) => costRow(row.key, row.totals, totalNanos));
  if (hidden.length === 0) return { rows, isExact };
  const rest = emptyCostTotals();
  for (const row of hidden) foldCostTotals(rest, row.totals);
  const keys = named.length - shown.length + dimension.foldedKeys;
  return { rows, other: { ...costRow(OTHER_KEY, rest, totalNanos), keys }, isExact };
}

/** Sums with the total in dollars. */
export function reportTotals(totals: Readonly<CostTotals>): ReportTotals {
  return { ...totals, totalUsd: usdFromNanos(totals.totalNanos) };
}

function costRow(key: string, totals: Readonly<CostTotals>, totalNanos: number): CostReportRow {
  const share = totalNanos === 0 ? 0 : totals.totalNanos / totalNanos;
  return { key, totals: reportTotals(totals), share };
}
