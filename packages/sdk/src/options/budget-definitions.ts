import type { BudgetDefinition, BudgetMatch, BudgetWindow } from "@breakwater/core/budget/budget-definition";
import { nanosFromUsd } from "@breakwater/core/money/nanos";
import { parseDuration } from "./duration.ts";
import { InvalidOptionsError } from "./invalid-options-error.ts";
import type { BudgetOptions, ChangeableOptions, OneOrMore } from "./monitor-options.ts";

const DEFAULT_ALERT_AT = [0.5, 0.8, 1];

/**
 * The budgets of the options, the shorthand first.
 * @throws InvalidOptionsError when two have the same name.
 */
export function budgetDefinitions(options: ChangeableOptions, defaultTimeZone: string): BudgetDefinition[] {
  const listed = (options.budgets ?? []).map((budget) => definitionOf(budget, defaultTimeZone));
  const { dailyBudgetUsd } = options;
  const daily =
    dailyBudgetUsd === undefined
      ? []
      : [definitionOf({ name: "daily", limitUsd: dailyBudgetUsd }, defaultTimeZone)];
  const all = [...daily, ...listed];
  const names = all.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InvalidOptionsError("options", [
      {
        option: "budgets",
        expected: "a name of its own for each budget",
        found: `two named ${JSON.stringify(twice)}`,
      },
    ]);
  }
  return all;
}

function definitionOf(budget: BudgetOptions, timeZone: string): BudgetDefinition {
  const { unpriced = "block" } = budget;
  return {
    name: budget.name,
    limitNanos: nanosFromUsd(budget.limitUsd),
    window: windowOf(budget.window, timeZone),
    match: matchOf(budget.match ?? {}),
    per: budget.per ?? [],
    onExceed: budget.onExceed ?? "block",
    alertAt: [...(budget.alertAt ?? DEFAULT_ALERT_AT)].sort((a, b) => a - b),
    unpriced:
      unpriced === "block" ? { kind: "block" } : { kind: "charge", nanos: nanosFromUsd(unpriced.chargeUsd) },
  };
}

function windowOf(window: BudgetOptions["window"], timeZone: string): BudgetWindow {
  if (window === undefined) return { every: "day", timeZone };
  if ("every" in window) return { every: window.every, timeZone: window.timeZone ?? timeZone };
  return { rollingMs: parseDuration(window.rolling) ?? 0 };
}

function matchOf(match: NonNullable<BudgetOptions["match"]>): BudgetMatch {
  const { metadata, ...plain } = match;
  const listed = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, listOf(value)]));
  if (metadata === undefined) return listed;
  const byName = Object.entries(metadata).map(([name, value]) => [name, listOf(value)] as const);
  return { ...listed, metadata: Object.fromEntries(byName) };
}

function listOf(value: OneOrMore): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
