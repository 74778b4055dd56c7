import type { BudgetDefinition, BudgetWindow } from "./budget-definition.ts";
import { CalendarTally } from "./calendar-tally.ts";
import { RollingTally } from "./rolling-tally.ts";
import type { Tally } from "./tally.ts";

/** One budget for one key value, such as the daily allowance of one user. */
export interface BudgetAccount {
  readonly key: Readonly<Record<string, string>>;
  readonly tally: Tally;
  definition: BudgetDefinition;
}

/** An empty tally of the window's kind. */
export function createTally(window: BudgetWindow): Tally {
  return "every" in window ? new CalendarTally(window) : new RollingTally(window.rollingMs);
}
