import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import { queryBudgetState } from "../budgets/budget-states.ts";
import { queryKnownBudgets } from "../budgets/known-budgets.ts";
import type { QueryContext } from "../query-context.ts";

/** Budgets that a report looks at; processes hold few. */
const MAX_BUDGETS = 20;

/** Where the budgets of a project stand now, of each the fullest keys. */
export async function queryReportBudgets(
  project: string,
  limit: number,
  context: QueryContext,
): Promise<readonly BudgetStatus[]> {
  const known = (await queryKnownBudgets(project, context)).slice(0, MAX_BUDGETS);
  const states = await Promise.all(
    known.map(({ definition }) => queryBudgetState({ project, definition, limit }, context)),
  );
  return states.flatMap(({ fullest }) => fullest);
}
