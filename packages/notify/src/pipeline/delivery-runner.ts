import type { Clock } from "@breakwater/core/time/clock";
import type { DeliveryOutcome } from "../receiver.ts";
import type { Delivery } from "./alert-group.ts";
import { attemptDelivery } from "./attempt.ts";
import { buildNotification } from "./build-notification.ts";
import type { NotifyDecision, NotifyRecord } from "./notify-record.ts";
import { decideRetry, MAX_RETRY_AFTER_MS, type RetryPolicy } from "./retry.ts";
import {
  type CoveredAlert,
  coverNow,
  judgeRoute,
  type Moment,
  markGivenUp,
  markOwed,
  markTold,
  type Route,
} from "./route.ts";
import type { StageSettings, StageSubject, StageVerdict } from "./stage.ts";

/** What deliveries go by; replaced as a whole at run time. */
export interface DispatchSettings extends StageSettings {
  readonly retry: RetryPolicy;
  /** Most alerts told in full in one notification. */
  readonly maxAlertsPerGroup: number;
  /** Most attempts under way at one receiver. */
  readonly maxConcurrentPerReceiver: number;
  readonly externalUrl: string;
}

/** What deliveries work with. */
export interface DeliveryParts {
  readonly clock: Clock;
  /** Time that never goes back. */
  readonly now: () => number;
  readonly random: () => number;
  readonly record: NotifyRecord;
}

/** A route whose next attempt is due. */
export interface ReadyRoute extends Route {
  readonly delivery: Delivery;
}

/** An attempt under way. */
export interface RunningAttempt extends ReadyRoute {
  readonly covered: readonly CoveredAlert[];
}

/** Starts attempts and acts on how they end: told, again later, or given up. */
export class DeliveryRunner {
  readonly #parts: DeliveryParts;
  readonly #onEnded: () => void;
  #isClosed = false;
  settings: DispatchSettings;

  /** `onEnded` is called after every attempt. */
  constructor(parts: DeliveryParts, settings: DispatchSettings, onEnded: () => void) {
    this.#parts = parts;
    this.settings = settings;
    this.#onEnded = onEnded;
  }

  /** Attempts that end from now on change nothing. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Starts an attempt. The notification is built anew for each, so that late news is fresh news; a verdict to stop
   * means that there is nothing to tell any more.
   */
  launch(route: ReadyRoute, moment: Moment): StageVerdict {
    const verdict = judgeRoute(route, this.settings, { ...moment, isUrgent: true });
    if (verdict.kind === "pass") this.#start(route, verdict.subject);
    return verdict;
  }

  #start(route: ReadyRoute, subject: StageSubject): void {
    const { group, slot, delivery } = route;
    const { clock, now } = this.#parts;
    const { receiver } = slot;
    const { notification, covered: alerts } = buildNotification({
      receiver: receiver.name,
      group,
      alerts: subject.alerts,
      maxAlerts: this.settings.maxAlertsPerGroup,
      externalUrl: this.settings.externalUrl,
    });
    const covered = coverNow(alerts);
    markOwed(covered, receiver.name);
    const controller = new AbortController();
    delivery.attempts += 1;
    delivery.attemptedVersion = group.version;
    delivery.inFlight = controller;
    slot.inFlight += 1;
    this.decide(route, "attempted", subject.tell?.reason ?? "");
    const timeoutMs = Math.min(this.settings.retry.attemptTimeoutMs, delivery.deadlineAt - now());
    void attemptDelivery({ receiver, notification, clock, timeoutMs, controller }).then((outcome) =>
      this.#conclude({ ...route, covered }, outcome),
    );
  }

  #conclude(attempt: RunningAttempt, outcome: DeliveryOutcome): void {
    const { slot, lane, delivery, covered } = attempt;
    slot.inFlight -= 1;
    delivery.inFlight = undefined;
    if (this.#isClosed) return;
    const moment: Moment = { now: this.#parts.now(), wallNow: this.#parts.clock.now() };
    if (outcome.kind === "delivered") markTold(covered, slot.receiver.name);
    // A lane that was replaced by another grouping, or whose receiver is gone, has no say any more.
    if (lane.delivery === delivery) this.#follow(attempt, outcome, moment);
    this.#onEnded();
  }

  #follow(attempt: RunningAttempt, outcome: DeliveryOutcome, moment: Moment): void {
    const { slot, lane, delivery } = attempt;
    const { attempts, deadlineAt } = delivery;
    const random = this.#parts.random();
    const verdict = decideRetry(
      { outcome, attempts, deadlineAt, now: moment.now, random },
      this.settings.retry,
    );
    if (outcome.kind === "retryable" && outcome.retryAfterMs !== undefined)
      slot.notBefore = moment.now + Math.min(outcome.retryAfterMs, MAX_RETRY_AFTER_MS);
    switch (verdict.kind) {
      case "delivered":
        lane.delivery = undefined;
        lane.gaveUp = undefined;
        lane.held = undefined;
        lane.lastConcludedAt = moment.now;
        this.decide(attempt, "delivered", `attempt ${attempts}`);
        return;
      case "retry":
        delivery.nextAttemptAt = verdict.at;
        delivery.lastReason = verdict.reason;
        this.decide(attempt, "retrying", verdict.reason);
        return;
      case "failed":
        delivery.lastReason = verdict.reason;
        this.fail(attempt, verdict.cause, moment);
    }
  }

  /** Gives a delivery up: nothing more is sent until the group changes or its repeat is due. */
  fail(attempt: RunningAttempt, cause: "rejected" | "deadline", moment: Moment): void {
    const { group, lane, slot, delivery, covered } = attempt;
    markGivenUp(covered, slot.receiver.name);
    lane.delivery = undefined;
    lane.held = undefined;
    lane.isUrgent = false;
    lane.lastConcludedAt = moment.now;
    lane.gaveUp = { version: delivery.attemptedVersion ?? group.version, at: moment.now };
    const reason = delivery.lastReason ?? "no attempt could be made";
    this.decide(attempt, "failed", cause === "rejected" ? reason : `gave up at the deadline: ${reason}`);
  }

  /** Puts a decision on record. */
  decide(route: Route, decision: NotifyDecision["decision"], reason: string): void {
    const { group, slot } = route;
    const receiver = slot.receiver.name;
    this.#parts.record.decide({
      at: this.#parts.clock.now(),
      groupKey: group.key,
      receiver,
      decision,
      reason,
    });
  }
}
