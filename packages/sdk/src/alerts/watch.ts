import type { AlertRule } from "@breakwater/core/alert/rule";
import type { Alert } from "@breakwater/notify/alert";
import type { RecordFacts } from "./record-facts.ts";

/** The same moment as time of day (epoch milliseconds) and as time that never goes back. */
export interface Moment {
  readonly now: number;
  readonly time: number;
}

/** What came of a look at a rule. */
export interface LookResult {
  /** Alerts that began, changed or ended. */
  readonly alerts: readonly Alert[];
  /** Look again after so many milliseconds though no record comes; 0 = as soon as allowed, `Infinity` = need not. */
  readonly againAfterMs: number;
}

/** One rule and the alerts it has. */
export interface Watch {
  /** May be replaced by a rule of the same identity (see `ruleIdentity`). */
  rule: AlertRule;
  onRecord(facts: RecordFacts, time: number): void;
  look(moment: Moment): LookResult;
  /** Alerts that fire, as last posted. */
  firing(): readonly Alert[];
  /** Ends all alerts, because the rule is gone; returns the ends of those that fired. */
  end(moment: Moment): readonly Alert[];
  /** How many groups are watched, and how many records or budgets found no group of their own. */
  stats(): { readonly groups: number; readonly folded: number };
}

/** What all watches share. */
export interface WatchParts {
  readonly maxGroups: number;
  /** Labels of every alert. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels of one alert of a rule. */
export function ruleLabels(
  rule: AlertRule,
  dimensions: Readonly<Record<string, string>>,
  common: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...common, ...dimensions, alertname: rule.name, severity: rule.severity };
}

/** Rules that are equal in this see the same windows and label their alerts alike: one may take over from the other. */
export function ruleIdentity(rule: AlertRule): string {
  const { name, signal, windowMs, groupBy, severity, condition } = rule;
  return JSON.stringify([name, signal, windowMs, groupBy, severity, condition.op]);
}
