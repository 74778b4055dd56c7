import { type Alert, alertFingerprint } from "../alert.ts";
import { type AlertGroup, isFiring, laneOf, type TrackedAlert } from "./alert-group.ts";
import { type Grouping, groupKeyOf, groupLabelsOf } from "./grouping.ts";
import { sanitizeAlert } from "./sanitize-alert.ts";

/** How much the store holds. */
export interface StoreLimits {
  /** Groups beyond this share one group without labels. */
  readonly maxGroups: number;
  /** New alerts beyond this are dropped and counted. */
  readonly maxAlerts: number;
}

/** What may be forgotten, and when. */
export interface PruneRule {
  /** Until when an ended alert is kept; a time that is not in the future = it may be forgotten. */
  readonly keepUntil: (ended: TrackedAlert) => number;
  readonly intervalMs: number;
  /** On the notifier's clock. */
  readonly now: number;
}

/** What became of a posted alert; only `changed` is a reason to look at the pipeline. */
export type PutResult = "changed" | "updated" | "ignored_unknown_resolved" | "too_many_alerts";

/** The alerts that are known, by fingerprint and in their groups. Bounded; one step per posted alert. */
export class AlertStore {
  readonly #limits: StoreLimits;
  #groupOf = new Map<string, AlertGroup>();
  #groups = new Map<string, AlertGroup>();

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get alertCount(): number {
    return this.#groupOf.size;
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  groups(): Iterable<AlertGroup> {
    return this.#groups.values();
  }

  /** Takes in an alert as it stands now. The end of an alert that is not known is ignored: nobody was told of it. */
  put(posted: Alert, now: number, grouping: Grouping): PutResult {
    const alert = sanitizeAlert(posted);
    const fingerprint = alertFingerprint(alert.labels);
    const group = this.#groupOf.get(fingerprint);
    const tracked = group?.alerts.get(fingerprint);
    if (group !== undefined && tracked !== undefined) {
      const isFlip = isFiring(tracked) !== (alert.endsAt === undefined);
      tracked.alert = alert;
      if (!isFlip) return "updated";
      // A flip within the wait joins the one that started it, or steady flapping would never be told at all.
      if (now - tracked.changedAt >= grouping.waitMs) tracked.changedAt = now;
      group.version += 1;
      return "changed";
    }
    if (alert.endsAt !== undefined) return "ignored_unknown_resolved";
    if (this.alertCount >= this.#limits.maxAlerts) return "too_many_alerts";
    this.#add({ fingerprint, alert, changedAt: now, told: new Map() }, grouping.by);
    return "changed";
  }

  /** Puts every alert into its group by these labels. What receivers know stays with the alerts. */
  regroup(by: readonly string[], now: number): void {
    const alerts = [...this.#groups.values()].flatMap((group) => [...group.alerts.values()]);
    this.#groups = new Map();
    this.#groupOf = new Map();
    for (const tracked of alerts) {
      const group = this.#add(tracked, by);
      // What was told counts as told now, so that intervals and reminders go on.
      for (const receiver of tracked.told.keys()) laneOf(group, receiver).lastConcludedAt = now;
    }
  }

  /**
   * Forgets the ended alerts that need not be kept, and the group when nothing is left of it. Returns when to look
   * again (`Infinity` = when something changes).
   */
  prune(group: AlertGroup, rule: PruneRule): number {
    let lookAt = Infinity;
    for (const tracked of group.alerts.values()) {
      if (isFiring(tracked)) continue;
      const keepUntil = rule.keepUntil(tracked);
      if (keepUntil > rule.now) lookAt = Math.min(lookAt, keepUntil);
      else this.#forget(group, tracked);
    }
    const lanes = [...group.lanes.values()];
    if (group.alerts.size > 0 || lanes.some(({ delivery }) => delivery !== undefined)) return lookAt;
    const concludedAt = lanes.map(({ lastConcludedAt }) => lastConcludedAt ?? Number.NEGATIVE_INFINITY);
    // An alert that comes back at once still waits for the interval.
    const mayForgetAt = Math.max(...concludedAt, Number.NEGATIVE_INFINITY) + rule.intervalMs;
    if (rule.now < mayForgetAt) return mayForgetAt;
    this.#groups.delete(group.key);
    return Infinity;
  }

  #forget(group: AlertGroup, { fingerprint }: TrackedAlert): void {
    group.alerts.delete(fingerprint);
    this.#groupOf.delete(fingerprint);
  }

  #add(tracked: TrackedAlert, by: readonly string[]): AlertGroup {
    const group = this.#groupFor(groupLabelsOf(tracked.alert.labels, by));
    group.alerts.set(tracked.fingerprint, tracked);
    group.version += 1;
    this.#groupOf.set(tracked.fingerprint, group);
    return group;
  }

  #groupFor(wantedLabels: Readonly<Record<string, string>>): AlertGroup {
    const wanted = this.#groups.get(groupKeyOf(wantedLabels));
    if (wanted !== undefined) return wanted;
    const labels = this.#groups.size < this.#limits.maxGroups ? wantedLabels : {};
    const key = groupKeyOf(labels);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group: AlertGroup = { key, labels, alerts: new Map(), lanes: new Map(), version: 0 };
    this.#groups.set(key, group);
    return group;
  }
}
