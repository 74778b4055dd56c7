import type { CostDimension, CostSnapshot } from "../signals/cost-tracker.ts";
import type { ReportHealth, UnknownsReport } from "./report.ts";

/** Gathers what the numbers do not know. */
export function unknownsReport(cost: CostSnapshot, health: ReportHealth): UnknownsReport {
  const { total, byModel } = cost;
  const unpricedByModel = byModel.rows
    .filter((row) => row.totals.unpricedCalls > 0)
    .map((row) => ({ model: row.key, calls: row.totals.unpricedCalls }))
    .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1));
  const dropped = Object.entries(health.dropped)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  return {
    unpricedCalls: total.unpricedCalls,
    unpricedByModel,
    estimatedCalls: total.estimatedCalls,
    abandonedCalls: total.abandonedCalls,
    abandonedChargeNanos: total.abandonedChargeNanos,
    inFlightCalls: health.inFlightCalls,
    unfinishedCalls: health.unfinishedCalls ?? 0,
    dropped,
    tornLines: health.tornLines,
    journal: health.journal,
    ...(health.server && { server: health.server }),
    failedNotifications: health.failedNotifications,
    inexactDimensions: inexactDimensions(cost),
  };
}

function inexactDimensions(cost: CostSnapshot): string[] {
  const dimensions: readonly (readonly [string, CostDimension])[] = [
    ["model", cost.byModel],
    ["user", cost.byUser],
    ["session", cost.bySession],
    ["query type", cost.byQueryType],
    ["tag", cost.byTag],
  ];
  return dimensions.filter(([, { foldedKeys }]) => foldedKeys > 0).map(([name]) => name);
}
