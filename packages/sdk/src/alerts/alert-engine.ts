import type { AlertRule } from "@breakwater/core/alert/rule";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import type { Alert } from "@breakwater/notify/alert";
import { Alarm } from "@breakwater/notify/pipeline/alarm";
import { BudgetAlerts } from "./budget-alerts.ts";
import { ForwardTime } from "./forward-time.ts";
import { RecordReader } from "./record-facts.ts";
import type { Moment } from "./watch.ts";
import { WatchList } from "./watch-list.ts";

export { defaultRules } from "./default-rules.ts";

const DEFAULT_INTERVAL_MS = 1_000;
const DEFAULT_MAX_GROUPS = 1_000;
const MAX_BUDGET_ALERTS = 5_000;

/** What an alert engine is made of. */
export interface AlertEngineParts {
  /** With unique names. */
  readonly rules: readonly AlertRule[];
  readonly clock: Clock;
  /** Takes alerts that began, changed or ended, such as a notifier's `post`. Must not throw. */
  post(alerts: readonly Alert[]): void;
  /** A call that takes longer is slow. */
  readonly slowCallMs: number;
  budgetStatuses(): readonly BudgetStatus[];
  /** How many records were lost since the process began. */
  droppedRecords(): number;
  /** Labels of every alert, such as `environment` and `service`. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Rules are looked at no more often; default 1,000. */
  readonly evaluationIntervalMs?: number;
  /** Most groups (combinations of `groupBy`) of a rule; the rest shares the group `(other)`. Default 1,000. */
  readonly maxGroups?: number;
}

/** What can change at run time. */
export interface AlertEngineChanges {
  readonly rules?: readonly AlertRule[];
  readonly slowCallMs?: number;
}

/** How much the engine watches. */
export interface AlertEngineStats {
  /** Groups of all rules, and budget alerts that fire. */
  readonly groups: number;
  /** Records, budgets and notices that found no group of their own because there were too many. */
  readonly folded: number;
  /** How many times `post`, `budgetStatuses` or `droppedRecords` threw. */
  readonly failures: number;
}

/** Watches records and budgets in the process and says when something is wrong, and when it is over. */
export interface AlertEngine {
  /** Takes in a finished record. A few microseconds; rules are looked at later. `now` is epoch milliseconds. */
  onRecord(record: SpanRecord, now: number): void;
  /** Posts the alert of a notice at once; it ends by itself with the budget's window. */
  onBudgetNotice(notice: BudgetNotice, now: number): void;
  /** Looks at all rules now, for a flush. Never throws. */
  evaluate(now: number): void;
  /**
   * Changes rules and thresholds. Rules of the same name, signal, window, groups and severity keep what they know;
   * alerts of all others end.
   * @throws RangeError when two rules have the same name or one groups by what is no dimension; nothing is changed then.
   */
  configure(changes: AlertEngineChanges): void;
  /** Alerts that fire, as last posted. */
  firing(): readonly Alert[];
  stats(): AlertEngineStats;
  /** Stops the timer and takes nothing more. What fires stays as it was told. */
  close(): void;
}

/** Makes an alert engine. @throws RangeError when two rules have the same name or one groups by what is no dimension. */
export function createAlertEngine(parts: AlertEngineParts): AlertEngine {
  return new ProcessAlertEngine(parts);
}

class ProcessAlertEngine implements AlertEngine {
  readonly #parts: AlertEngineParts;
  readonly #intervalMs: number;
  readonly #time = new ForwardTime();
  readonly #alarm: Alarm;
  readonly #reader: RecordReader;
  readonly #watches: WatchList;
  readonly #budgets: BudgetAlerts;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #isClosed = false;

  constructor(parts: AlertEngineParts) {
    const { clock, rules, labels = {}, maxGroups = DEFAULT_MAX_GROUPS } = parts;
    this.#parts = parts;
    this.#intervalMs = parts.evaluationIntervalMs ?? DEFAULT_INTERVAL_MS;
    this.#alarm = new Alarm(
      clock,
      () => this.#time.at(clock.now()),
      () => this.evaluate(clock.now()),
    );
    this.#reader = new RecordReader(parts.slowCallMs);
    const budgetStatuses = () => this.#ask(() => parts.budgetStatuses(), []);
    const droppedRecords = () => this.#ask(() => parts.droppedRecords(), 0);
    const watched = { labels, maxGroups, budgetStatuses, droppedRecords };
    this.#watches = new WatchList(rules, watched, this.#time.at(clock.now()));
    this.#budgets = new BudgetAlerts({ labels, maxAlerts: MAX_BUDGET_ALERTS, budgetStatuses });
    if (this.#watches.hasGroups) this.#lookAgainAfter(0);
  }

  onRecord(record: SpanRecord, now: number): void {
    if (this.#isClosed || record.status === "running") return;
    const time = this.#time.at(now);
    this.#alarm.ringBy(Math.max(time, this.#lookedAt + this.#intervalMs));
    const facts = this.#reader.read(record, time);
    if (facts !== undefined) this.#watches.onRecord(facts, time);
  }

  onBudgetNotice(notice: BudgetNotice, now: number): void {
    if (this.#isClosed) return;
    const alert = this.#budgets.onNotice(notice, now);
    if (alert === undefined) return;
    this.#awaitBudgetEnd(now);
    this.#parts.post([alert]);
  }

  evaluate(now: number): void {
    if (this.#isClosed) return;
    this.#alarm.stop();
    try {
      this.#look({ now, time: this.#time.at(now) });
    } catch {
      // This runs in a timer, where an exception would end the host's process.
      this.#failures += 1;
      this.#lookAgainAfter(0);
    }
  }

  configure({ rules, slowCallMs }: AlertEngineChanges): void {
    if (rules !== undefined) {
      const now = this.#parts.clock.now();
      const ended = this.#watches.replace(rules, { now, time: this.#time.at(now) });
      if (this.#watches.hasGroups && !this.#isClosed) this.#lookAgainAfter(0);
      this.#post(ended);
    }
    if (slowCallMs !== undefined) this.#reader.slowCallMs = slowCallMs;
  }

  firing(): readonly Alert[] {
    return [...this.#watches.firing(), ...this.#budgets.firing()];
  }

  stats(): AlertEngineStats {
    const all = [this.#watches.stats(), this.#budgets.stats()];
    return {
      groups: all.reduce((sum, { groups }) => sum + groups, 0),
      folded: all.reduce((sum, { folded }) => sum + folded, 0),
      failures: this.#failures,
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#alarm.stop();
  }

  #look(moment: Moment): void {
    this.#lookedAt = moment.time;
    const { alerts, againAfterMs } = this.#watches.look(moment);
    const ended = this.#budgets.look(moment.now);
    // The next look is set before the notifier sets its timers: at equal times the newer count comes first.
    this.#lookAgainAfter(againAfterMs);
    this.#awaitBudgetEnd(moment.now);
    this.#post([...alerts, ...ended]);
  }

  #lookAgainAfter(afterMs: number): void {
    const time = this.#time.at(this.#parts.clock.now());
    this.#alarm.ringBy(time + Math.max(this.#intervalMs, afterMs));
  }

  #awaitBudgetEnd(now: number): void {
    this.#alarm.ringBy(this.#time.at(now) + Math.max(0, this.#budgets.nextEnd - now));
  }

  /** One source that fails must not keep the other rules' news back. */
  #ask<T>(question: () => T, fallback: T): T {
    try {
      return question();
    } catch {
      this.#failures += 1;
      return fallback;
    }
  }

  #post(alerts: readonly Alert[]): void {
    if (alerts.length > 0) this.#parts.post(alerts);
  }
}
