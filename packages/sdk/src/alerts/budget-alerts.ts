import type { AlertSeverity } from "@breakwater/core/alert/rule";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import type { Alert } from "@breakwater/notify/alert";
import { type NoticeEnd, noticeText } from "./budget-texts.ts";

/** Name of the alert that a budget has passed one of its shares. */
const BUDGET_THRESHOLD = "BudgetThreshold";
/** Name of the alert that a budget has refused its first call of the window. */
const BUDGET_EXHAUSTED = "BudgetExhausted";

const WARNING_FROM = 0.8;
const CRITICAL_FROM = 1;

/** What BudgetAlerts are made of. */
export interface BudgetAlertsParts {
  /** Labels of every alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** Most alerts that fire at a time; notices beyond are counted only. */
  readonly maxAlerts: number;
  budgetStatuses(): readonly BudgetStatus[];
}

interface ActiveAlert {
  readonly alert: Alert;
  readonly endsAt: number;
}

/** Alerts from what budgets say themselves. They begin with the notice and end with the budget's window. */
export class BudgetAlerts {
  readonly #parts: BudgetAlertsParts;
  readonly #active = new Map<string, ActiveAlert>();
  #nextEnd = Number.POSITIVE_INFINITY;
  #folded = 0;

  constructor(parts: BudgetAlertsParts) {
    this.#parts = parts;
  }

  /**
   * The alert of a notice; undefined when there is nothing to tell: its window is over already (a call that ended
   * late), it was told before, or too many alerts fire.
   */
  onNotice(notice: BudgetNotice, now: number): Alert | undefined {
    const end = this.#endOf(notice, now);
    if (end.at <= now) return undefined;
    const key = JSON.stringify([notice.budget, notice.key, notice.kind, notice.threshold]);
    const known = this.#active.get(key);
    if (known === undefined && this.#active.size >= this.#parts.maxAlerts) {
      this.#folded += 1;
      return undefined;
    }
    const alert: Alert = {
      labels: this.#labelsOf(notice),
      annotations: { summary: noticeText(notice, end) },
      startsAt: known?.alert.startsAt ?? now,
      value: notice.limitNanos > 0 ? notice.spentNanos / notice.limitNanos : 1,
    };
    this.#active.set(key, { alert, endsAt: end.at });
    this.#nextEnd = Math.min(this.#nextEnd, end.at);
    return known !== undefined && saysTheSame(known.alert, alert) ? undefined : alert;
  }

  /** The ends of the alerts whose time has come. */
  look(now: number): readonly Alert[] {
    if (now < this.#nextEnd) return [];
    const ended: Alert[] = [];
    this.#nextEnd = Number.POSITIVE_INFINITY;
    for (const [key, { alert, endsAt }] of this.#active) {
      if (endsAt > now) {
        this.#nextEnd = Math.min(this.#nextEnd, endsAt);
        continue;
      }
      this.#active.delete(key);
      ended.push({ ...alert, endsAt: Math.max(endsAt, alert.startsAt) });
    }
    return ended;
  }

  /** Epoch milliseconds of the next end; `Infinity` when nothing fires. */
  get nextEnd(): number {
    return this.#nextEnd;
  }

  firing(): readonly Alert[] {
    return [...this.#active.values()].map(({ alert }) => alert);
  }

  stats(): { groups: number; folded: number } {
    return { groups: this.#active.size, folded: this.#folded };
  }

  #labelsOf({ budget, key, kind, threshold }: BudgetNotice): Record<string, string> {
    return {
      ...this.#parts.labels,
      ...key,
      alertname: kind === "exhausted" ? BUDGET_EXHAUSTED : BUDGET_THRESHOLD,
      budget,
      threshold: String(threshold),
      severity: kind === "exhausted" ? "critical" : severityOf(threshold),
    };
  }

  /**
   * A calendar window lies around its notice, except when a call ended after its window did; a rolling window ends when
   * the call behind the notice started. Only the budget itself can tell these two apart.
   */
  #endOf({ budget, windowStart, windowEnd }: BudgetNotice, now: number): NoticeEnd {
    if (windowEnd > now) return { kind: "calendar", at: windowEnd };
    const status = this.#parts.budgetStatuses().find((candidate) => candidate.budget === budget);
    if (status !== undefined && !status.windowLabel.startsWith("rolling"))
      return { kind: "calendar", at: windowEnd };
    return { kind: "rolling", at: now + (windowEnd - windowStart) };
  }
}

function saysTheSame(told: Alert, alert: Alert): boolean {
  return told.value === alert.value && told.annotations["summary"] === alert.annotations["summary"];
}

function severityOf(threshold: number): AlertSeverity {
  if (threshold >= CRITICAL_FROM) return "critical";
  return threshold >= WARNING_FROM ? "warning" : "info";
}
