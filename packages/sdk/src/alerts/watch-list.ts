import type { AlertRule } from "@breakwater/core/alert/rule";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import type { Alert } from "@breakwater/notify/alert";
import { ALERT_DIMENSIONS, isAlertDimension } from "./alert-dimensions.ts";
import { BudgetUsedWatch } from "./budget-used-watch.ts";
import type { RecordFacts } from "./record-facts.ts";
import { DROPPED_RECORDS, RECORD_SIGNALS } from "./record-signal.ts";
import { RecordWatch } from "./record-watch.ts";
import type { SharedRoom } from "./seen-values.ts";
import { type LookResult, type Moment, ruleIdentity, type Watch, type WatchParts } from "./watch.ts";

/** Most user ids that the alerts of all rules keep. */
const MAX_USERS = 20_000;

/** What a WatchList is made of. */
export interface WatchListParts extends WatchParts {
  budgetStatuses(): readonly BudgetStatus[];
  droppedRecords(): number;
}

/** The watches of all rules. */
export class WatchList {
  readonly #parts: WatchListParts;
  readonly #userRoom: SharedRoom = { left: MAX_USERS };
  #watches: readonly Watch[];
  #droppedSoFar = 0;

  /** @throws RangeError when two rules have the same name or one groups by what is no dimension. */
  constructor(rules: readonly AlertRule[], parts: WatchListParts, startedAt: number) {
    checkRules(rules);
    this.#parts = parts;
    this.#watches = rules.map((rule) => this.#watchOf(rule, startedAt));
  }

  onRecord(facts: RecordFacts, time: number): void {
    for (const watch of this.#watches) watch.onRecord(facts, time);
  }

  /** Looks at every rule. */
  look(moment: Moment): LookResult {
    this.#pollDrops(moment.time);
    const results = this.#watches.map((watch) => watch.look(moment));
    return {
      alerts: results.flatMap(({ alerts }) => alerts),
      againAfterMs: Math.min(...results.map(({ againAfterMs }) => againAfterMs), Number.POSITIVE_INFINITY),
    };
  }

  /**
   * Takes over these rules; those that can go on from an old one do. Returns the ends of alerts whose rule is gone.
   * @throws RangeError when two have the same name or one groups by what is no dimension; nothing is changed then.
   */
  replace(rules: readonly AlertRule[], moment: Moment): readonly Alert[] {
    checkRules(rules);
    this.#pollDrops(moment.time);
    const old = new Map(this.#watches.map((watch) => [ruleIdentity(watch.rule), watch]));
    this.#watches = rules.map((rule) => {
      const identity = ruleIdentity(rule);
      const known = old.get(identity);
      old.delete(identity);
      if (known === undefined) return this.#watchOf(rule, moment.time);
      known.rule = rule;
      return known;
    });
    return [...old.values()].flatMap((watch) => watch.end(moment));
  }

  /** True when there is something to look at though no record comes. */
  get hasGroups(): boolean {
    return this.#watches.some((watch) => watch.stats().groups > 0);
  }

  firing(): readonly Alert[] {
    return this.#watches.flatMap((watch) => watch.firing());
  }

  stats(): { groups: number; folded: number } {
    const all = this.#watches.map((watch) => watch.stats());
    return {
      groups: all.reduce((sum, { groups }) => sum + groups, 0),
      folded: all.reduce((sum, { folded }) => sum + folded, 0),
    };
  }

  #watchOf(rule: AlertRule, startedAt: number): Watch {
    const { labels, maxGroups, budgetStatuses } = this.#parts;
    if (rule.signal === "budgetUsed") return new BudgetUsedWatch(rule, { labels, maxGroups, budgetStatuses });
    const signal = rule.signal === "droppedRecords" ? DROPPED_RECORDS : RECORD_SIGNALS[rule.signal];
    return new RecordWatch(rule, { labels, maxGroups, signal, userRoom: this.#userRoom, startedAt });
  }

  #pollDrops(time: number): void {
    const dropped = this.#parts.droppedRecords();
    const added = dropped - this.#droppedSoFar;
    if (added <= 0) return;
    this.#droppedSoFar = dropped;
    for (const watch of this.#watches)
      if (watch instanceof RecordWatch && watch.rule.signal === "droppedRecords") watch.addCount(added, time);
  }
}

function checkRules(rules: readonly AlertRule[]): void {
  const names = new Set<string>();
  for (const { name, signal, groupBy } of rules) {
    if (names.has(name)) throw new RangeError(`two alert rules have the same name "${name}"`);
    names.add(name);
    // Budgets are told one by one, whatever the rule groups by.
    if (signal === "budgetUsed") continue;
    const unknown = groupBy.find((dimension) => !isAlertDimension(dimension));
    if (unknown !== undefined)
      throw new RangeError(
        `alert rule "${name}" cannot group by "${unknown}"; it can by ${ALERT_DIMENSIONS.join(", ")} and metadata.<name>`,
      );
  }
}
