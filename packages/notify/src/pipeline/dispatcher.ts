import type { Receiver } from "../receiver.ts";
import { Alarm } from "./alarm.ts";
import { type AlertGroup, isNews, laneOf, type TrackedAlert } from "./alert-group.ts";
import type { AlertStore } from "./alert-store.ts";
import { checkSettings } from "./check-settings.ts";
import {
  type DeliveryParts,
  DeliveryRunner,
  type DispatchSettings,
  type ReadyRoute,
} from "./delivery-runner.ts";
import { ReceiverSlots } from "./receiver-slots.ts";
import { coverNow, judgeRoute, type Moment, type Route } from "./route.ts";
import { silenceFor } from "./silence.ts";
import type { StageVerdict } from "./stage.ts";

/** What the dispatcher works with. */
export interface DispatcherParts extends DeliveryParts {
  readonly store: AlertStore;
}

/** After a fault of our own the dispatcher looks again this much later. */
const FAULT_PAUSE_MS = 1_000;

/**
 * Moves groups towards receivers: runs the stages, starts attempts, and acts on how they end. One look passes over all
 * groups and sets one timer for the next; a route with nothing to do costs one comparison.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #alarm: Alarm;
  readonly #slots = new ReceiverSlots();
  readonly #waiters = new Set<() => void>();
  readonly #runner: DeliveryRunner;
  #isClosed = false;

  constructor(parts: DispatcherParts, settings: DispatchSettings) {
    this.#parts = parts;
    this.#runner = new DeliveryRunner(parts, settings, () => this.#look());
    this.#alarm = new Alarm(parts.clock, parts.now, () => this.#look());
  }

  /** The next look comes no later than `at`, on the notifier's clock, and never at once. */
  lookBy(at: number): void {
    if (!this.#isClosed) this.#alarm.ringBy(at);
  }

  /**
   * Takes over other settings and receivers; what receivers of the same name know stays known.
   * @throws RangeError for settings that make no sense and receivers of the same name; nothing is changed then.
   */
  configure(settings: DispatchSettings, receivers: readonly Receiver[]): void {
    const { store, record, now } = this.#parts;
    const { by } = this.#runner.settings.grouping;
    checkSettings(settings);
    for (const removed of this.#slots.replace(receivers)) {
      for (const group of store.groups()) if (leave(group, removed)) record.drop("receiver_removed");
    }
    for (const group of store.groups()) for (const lane of group.lanes.values()) lane.held = undefined;
    this.#runner.settings = settings;
    if (settings.grouping.by.join("\n") !== by.join("\n")) this.#regroup(settings.grouping.by);
    this.lookBy(now());
  }

  /** What is under way in the old groups is cut off: the new ones tell what is still owed. */
  #regroup(by: readonly string[]): void {
    for (const { group, slot } of this.#routes()) cutOff(group, slot.receiver.name);
    this.#parts.store.regroup(by, this.#parts.now());
  }

  /** Sends what is waiting, without waiting for others to join and without what is left of a pause. */
  urge(): void {
    const now = this.#parts.now();
    for (const { lane } of this.#routes()) {
      lane.isUrgent = true;
      if (lane.delivery !== undefined) lane.delivery.nextAttemptAt = now;
    }
    this.#look();
  }

  /** Resolves when nothing is on its way any more, or after `deadlineMs`. */
  settled(deadlineMs: number): Promise<void> {
    if (!this.#isBusy()) return Promise.resolve();
    const { clock } = this.#parts;
    return new Promise((resolve) => {
      const finish = (): void => {
        clock.clearTimer(timer);
        this.#waiters.delete(finish);
        resolve();
      };
      const timer = clock.setTimer(finish, deadlineMs);
      this.#waiters.add(finish);
    });
  }

  /** Notifications that are due, waiting for their time or on their way. */
  pending(): number {
    const moment = { ...this.#moment(), isUrgent: true };
    let pending = 0;
    for (const route of this.#routes())
      if (
        route.lane.delivery !== undefined ||
        judgeRoute(route, this.#runner.settings, moment).kind === "pass"
      )
        pending += 1;
    return pending;
  }

  /** Cuts off what is under way and does nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#runner.close();
    this.#alarm.stop();
    for (const { lane } of this.#routes()) lane.delivery?.inFlight?.abort();
    for (const finish of [...this.#waiters]) finish();
  }

  *#routes(): Generator<Route> {
    for (const group of this.#parts.store.groups())
      for (const slot of this.#slots.all()) yield { group, slot, lane: laneOf(group, slot.receiver.name) };
  }

  #moment(): Moment {
    return { now: this.#parts.now(), wallNow: this.#parts.clock.now() };
  }

  #isBusy(): boolean {
    for (const { lane } of this.#routes()) if (lane.isUrgent || lane.delivery !== undefined) return true;
    return false;
  }

  /** Runs in timers: whatever goes wrong must not reach the host. */
  #look(): void {
    if (this.#isClosed) return;
    this.#alarm.stop();
    try {
      this.#alarm.ringBy(this.#lookAtAll(this.#moment()));
    } catch (error) {
      this.#parts.record.warn("internal_error", `the alert pipeline stumbled and goes on: ${String(error)}`);
      this.#alarm.ringBy(this.#parts.now() + FAULT_PAUSE_MS);
    }
    if (this.#waiters.size > 0 && !this.#isBusy()) for (const finish of [...this.#waiters]) finish();
  }

  /** Returns when to look again. */
  #lookAtAll(moment: Moment): number {
    const ready: ReadyRoute[] = [];
    let lookAt = Infinity;
    for (const route of this.#routes()) lookAt = Math.min(lookAt, this.#examine(route, moment, ready));
    // The one that has waited longest goes first, so that no group starves behind a slow receiver.
    ready.sort((a, b) => a.delivery.nextAttemptAt - b.delivery.nextAttemptAt);
    for (const route of ready) {
      if (route.slot.inFlight >= this.#runner.settings.maxConcurrentPerReceiver) continue;
      const verdict = this.#runner.launch(route, moment);
      if (verdict.kind === "stop") lookAt = Math.min(lookAt, this.#hold(route, verdict));
    }
    return Math.min(lookAt, this.#prune(moment));
  }

  #prune(moment: Moment): number {
    const { store } = this.#parts;
    const { intervalMs } = this.#runner.settings.grouping;
    const keepUntil = (ended: TrackedAlert): number => this.#keepUntil(ended, moment);
    let lookAt = Infinity;
    for (const group of store.groups())
      lookAt = Math.min(lookAt, store.prune(group, { keepUntil, intervalMs, now: moment.now }));
    return lookAt;
  }

  /** Adds the route to `ready` when an attempt is due; returns when to look at it again. */
  #examine(route: Route, moment: Moment, ready: ReadyRoute[]): number {
    const { lane, slot } = route;
    if (lane.delivery === undefined) this.#begin(route, moment);
    const { delivery } = lane;
    if (delivery === undefined) return lane.held?.until ?? Infinity;
    if (delivery.inFlight !== undefined) return Infinity;
    if (moment.now >= delivery.deadlineAt) {
      this.#runner.fail(
        { ...route, delivery, covered: coverNow(route.group.alerts.values()) },
        "deadline",
        moment,
      );
      return moment.now + this.#runner.settings.grouping.repeatMs;
    }
    const attemptAt = Math.max(delivery.nextAttemptAt, slot.notBefore);
    if (moment.now < attemptAt) return Math.min(attemptAt, delivery.deadlineAt);
    ready.push({ ...route, delivery });
    return delivery.deadlineAt;
  }

  #begin(route: Route, moment: Moment): void {
    const { group, lane } = route;
    const { held, isUrgent } = lane;
    if (!isUrgent && held !== undefined && held.version === group.version && moment.now < held.until) return;
    const verdict = judgeRoute(route, this.#runner.settings, { ...moment, isUrgent });
    if (verdict.kind === "stop") {
      this.#hold(route, verdict);
      return;
    }
    lane.delivery = {
      deadlineAt: moment.now + this.#runner.settings.retry.deadlineMs,
      attempts: 0,
      nextAttemptAt: moment.now,
      attemptedVersion: undefined,
      inFlight: undefined,
      lastReason: undefined,
    };
  }

  /** Leaves the route alone; returns until when. */
  #hold(route: Route, verdict: Extract<StageVerdict, { kind: "stop" }>): number {
    const { group, lane } = route;
    lane.delivery = undefined;
    lane.held = { version: group.version, until: verdict.until };
    lane.isUrgent = false;
    this.#runner.decide(route, "held", verdict.reason);
    return verdict.until;
  }

  /**
   * An ended alert is kept while its end is news for someone, unless it is muted for longer than it would be news. One
   * that came and went untold is kept for its wait: if it comes again, its wait goes on from the first time.
   */
  #keepUntil(ended: TrackedAlert, { now, wallNow }: Moment): number {
    const { grouping, silences, retry } = this.#runner.settings;
    if (ended.told.size === 0) return ended.changedAt + grouping.waitMs;
    if (!this.#slots.names().some((receiver) => isNews(ended, receiver))) return now;
    const silence = silenceFor(silences, ended.alert.labels, wallNow);
    const isMuted = silence !== undefined && (silence.endsAt ?? Infinity) - wallNow > retry.deadlineMs;
    return isMuted ? now : Infinity;
  }
}

/** Takes a receiver out of a group; true when news for it is lost. */
function leave(group: AlertGroup, receiver: string): boolean {
  const alerts = [...group.alerts.values()];
  const isLoss = alerts.some((tracked) => isNews(tracked, receiver));
  cutOff(group, receiver);
  group.lanes.delete(receiver);
  for (const { told } of alerts) told.delete(receiver);
  return isLoss;
}

/** Ends a group's delivery to a receiver; how its attempt ends has no say any more. */
function cutOff(group: AlertGroup, receiver: string): void {
  const lane = group.lanes.get(receiver);
  lane?.delivery?.inFlight?.abort();
  if (lane !== undefined) lane.delivery = undefined;
}
