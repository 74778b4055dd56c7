import { type AlertRule, meetsCondition } from "@breakwater/core/alert/rule";
import type { AlertSample } from "@breakwater/core/alert/state-machine";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import { formatShare } from "@breakwater/core/report/format-values";
import type { Alert } from "@breakwater/notify/alert";
import { timeText } from "./alert-texts.ts";
import { AlertTrack, type TrackTelling, type TrackTexts } from "./alert-track.ts";
import { amountsText, budgetName } from "./budget-texts.ts";
import { type LookResult, type Moment, ruleLabels, type Watch, type WatchParts } from "./watch.ts";

/** What a BudgetUsedWatch is made of. */
export interface BudgetUsedWatchParts extends WatchParts {
  budgetStatuses(): readonly BudgetStatus[];
}

interface Entry {
  readonly track: AlertTrack;
  /** As last seen. */
  status: BudgetStatus;
}

/** A rule on how full budgets are: one alert for each budget and value of its `per`, whatever the rule groups by. */
export class BudgetUsedWatch implements Watch {
  rule: AlertRule;
  readonly #parts: BudgetUsedWatchParts;
  /** Only budgets whose alert is pending or fires. */
  readonly #entries = new Map<string, Entry>();
  #folded = 0;

  constructor(rule: AlertRule, parts: BudgetUsedWatchParts) {
    this.rule = rule;
    this.#parts = parts;
  }

  onRecord(): void {
    // What a budget holds and has spent is read when the rule is looked at.
  }

  look({ now }: Moment): LookResult {
    const unseen = new Set(this.#entries.keys());
    const alerts: Alert[] = [];
    for (const status of this.#parts.budgetStatuses()) {
      const key = JSON.stringify([status.budget, status.key]);
      unseen.delete(key);
      const entry = this.#entryOf(key, status);
      if (entry === undefined) continue;
      entry.status = status;
      alerts.push(...this.#advance(key, { kind: "value", value: usedShare(status) }, now));
    }
    for (const key of unseen) alerts.push(...this.#advance(key, { kind: "missing" }, now));
    return { alerts, againAfterMs: this.#entries.size > 0 ? 0 : Number.POSITIVE_INFINITY };
  }

  firing(): readonly Alert[] {
    return [...this.#entries.values()].flatMap(({ track }) => track.firing ?? []);
  }

  end({ now }: Moment): readonly Alert[] {
    const ends = [...this.#entries.values()].flatMap(
      ({ track, status }) => track.end(now, this.#textsOf(status)) ?? [],
    );
    this.#entries.clear();
    return ends;
  }

  stats(): { groups: number; folded: number } {
    return { groups: this.#entries.size, folded: this.#folded };
  }

  #advance(key: string, sample: AlertSample, now: number): Alert[] {
    const entry = this.#entries.get(key);
    if (entry === undefined) return [];
    const { track, status } = entry;
    const effect = track.advance(sample, now, this.rule);
    const alert = effect === undefined ? undefined : track.tell(effect, this.#textsOf(status));
    if (!track.isActive) this.#entries.delete(key);
    return alert === undefined ? [] : [alert];
  }

  /** A budget is followed from the moment that it is bad. */
  #entryOf(key: string, status: BudgetStatus): Entry | undefined {
    const found = this.#entries.get(key);
    if (found !== undefined || !meetsCondition(this.rule.condition, usedShare(status))) return found;
    if (this.#entries.size >= this.#parts.maxGroups) {
      this.#folded += 1;
      return undefined;
    }
    const dimensions = { ...status.key, budget: status.budget };
    const entry: Entry = {
      track: new AlertTrack(ruleLabels(this.rule, dimensions, this.#parts.labels)),
      status,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #textsOf(status: BudgetStatus): TrackTexts {
    return {
      annotations: (telling) => ({ summary: summaryOf(status, telling), ...this.rule.annotations }),
    };
  }
}

/** Spent and held over the limit; a budget of nothing is used up. */
function usedShare({ limitNanos, spentNanos, heldNanos }: BudgetStatus): number {
  return limitNanos > 0 ? (spentNanos + heldNanos) / limitNanos : 1;
}

function summaryOf(status: BudgetStatus, { value, startsAt, endsAt }: TrackTelling): string {
  const name = budgetName(status.budget, status.key);
  const use = `${name} is ${formatShare(value)} used (${status.windowLabel}): ${amountsText(status)}`;
  if (endsAt === undefined) return `${use}; since ${timeText(startsAt)}.`;
  return `Over: ${name} was ${formatShare(value)} used (${status.windowLabel}), from ${timeText(startsAt)} to ${timeText(endsAt)}.`;
}
