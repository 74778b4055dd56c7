import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import type { RecentSpend } from "@breakwater/core/report/forecast";
import type { CostSnapshot } from "@breakwater/core/signals/cost-tracker";

/** Where the lately spent is looked up. */
export interface RecentSpendParts {
  readonly definitions: readonly BudgetDefinition[];
  readonly cost: CostSnapshot;
  /** Epoch milliseconds from which on calls were counted. */
  readonly countedFrom: number;
  readonly now: number;
}

/**
 * What a budget was charged in the last hour, for its forecast, where the cost totals can tell: budgets over all
 * calls, as a whole or by user.
 */
export function recentSpendOf(status: BudgetStatus, parts: RecentSpendParts): RecentSpend | undefined {
  const definition = parts.definitions.find(({ name }) => name === status.budget);
  if (!definition || Object.keys(definition.match).length > 0) return undefined;
  const { recent } = parts.cost;
  const ms = parts.now - Math.max(recent.from, parts.countedFrom);
  if (definition.per.length === 0) return { nanos: recent.total.totalNanos, ms };
  if (definition.per.length > 1 || definition.per[0] !== "userId") return undefined;
  const row = recent.byUser.rows.find(({ key }) => key === status.key["userId"]);
  if (row) return { nanos: row.totals.totalNanos, ms };
  return recent.byUser.foldedKeys > 0 ? undefined : { nanos: 0, ms };
}
