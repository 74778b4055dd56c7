import type { Clock } from "@breakwater/core/time/clock";
import type { Alert } from "./alert.ts";
import { AlertStore } from "./pipeline/alert-store.ts";
import type { DispatchSettings } from "./pipeline/delivery-runner.ts";
import { Dispatcher } from "./pipeline/dispatcher.ts";
import { createForwardNow } from "./pipeline/forward-clock.ts";
import { DEFAULT_GROUPING, type Grouping } from "./pipeline/grouping.ts";
import {
  type NotifyDecision,
  type NotifyError,
  NotifyRecord,
  type NotifyWarning,
} from "./pipeline/notify-record.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "./pipeline/retry.ts";
import type { Silence } from "./pipeline/silence.ts";
import type { Receiver } from "./receiver.ts";

/** Upper bounds; what is beyond them is counted, never silently lost. */
export interface NotifyLimits {
  /** Groups beyond this share one group without labels; default 1,000. */
  readonly maxGroups: number;
  /** Alerts told in full in one notification; the rest is its `truncatedAlerts`; default 100. */
  readonly maxAlertsPerGroup: number;
  /** Alerts kept; new ones beyond this are dropped as `too_many_alerts`; default 10,000. */
  readonly maxAlerts: number;
  /** Attempts under way at one receiver; default 4. */
  readonly maxConcurrentPerReceiver: number;
}

/** What can change at run time. What is left out stays as it is. */
export interface NotifierChanges {
  /** All receivers from now on; what a receiver of the same name knows stays known. */
  readonly receivers?: readonly Receiver[];
  readonly grouping?: Partial<Grouping>;
  readonly retry?: Partial<RetryPolicy>;
  /** All silences from now on. */
  readonly silences?: readonly Silence[];
}

/** What a notifier is made of. */
export interface NotifierOptions extends NotifierChanges {
  readonly clock: Clock;
  /** In [0, 1), for the jitter between attempts. */
  readonly random: () => number;
  readonly receivers: readonly Receiver[];
  readonly limits?: Partial<NotifyLimits>;
  /** Where people look at this installation; told to receivers. */
  readonly externalUrl?: string;
  /** Hears of failed deliveries and losses; texts hold no secrets. */
  readonly onWarning?: (warning: NotifyWarning) => void;
}

/** What became of the news. Counters run since the notifier was made; one notification to one receiver counts as one. */
export interface NotifyReport {
  readonly delivered: number;
  /** Waiting or on their way at this moment. */
  readonly pending: number;
  /** Rejected by the receiver, or not delivered by their deadline. */
  readonly failed: number;
  /** Losses before delivery, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** The latest faults at receivers, oldest first. */
  readonly lastErrors: readonly NotifyError[];
}

/** A report and what the notifier holds. */
export interface NotifyStats extends NotifyReport {
  readonly alerts: number;
  readonly groups: number;
  /** The latest decisions with their reasons, oldest first. */
  readonly decisions: readonly NotifyDecision[];
}

/** Takes alerts and sees to it that receivers hear of them: grouped, once, until they have. */
export interface Notifier {
  /**
   * Takes in alerts as they stand now. Call it when an alert begins, ends, or has another count or value. Never
   * throws, never waits, does no I/O; what cannot be taken in is counted.
   */
  post(alerts: readonly Alert[]): void;
  /** Sends what is waiting now, without the group's wait, and waits for it for at most `deadlineMs`. Never rejects. */
  flush(deadlineMs: number): Promise<NotifyReport>;
  stats(): NotifyStats;
  /**
   * Changes settings and keeps all state.
   * @throws RangeError when two receivers have the same name or a setting makes no sense; nothing is changed then.
   */
  configure(changes: NotifierChanges): void;
  /** Flushes, cuts off what is still on its way (it stays counted as pending) and takes nothing more. */
  close(deadlineMs: number): Promise<NotifyReport>;
}

const DEFAULT_LIMITS: NotifyLimits = {
  maxGroups: 1_000,
  maxAlertsPerGroup: 100,
  maxAlerts: 10_000,
  maxConcurrentPerReceiver: 4,
};

/** Makes a notifier. @throws RangeError when two receivers have the same name or a setting makes no sense. */
export function createNotifier(options: NotifierOptions): Notifier {
  return new PipelineNotifier(options);
}

class PipelineNotifier implements Notifier {
  readonly #now: () => number;
  readonly #store: AlertStore;
  readonly #record: NotifyRecord;
  readonly #dispatcher: Dispatcher;
  #receivers: readonly Receiver[];
  #settings: DispatchSettings;
  #closing: Promise<NotifyReport> | undefined;
  #isClosed = false;

  constructor(options: NotifierOptions) {
    const { clock, random, receivers } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#now = createForwardNow(clock);
    this.#store = new AlertStore(limits);
    this.#record = new NotifyRecord(options.onWarning);
    this.#receivers = receivers;
    this.#settings = {
      grouping: { ...DEFAULT_GROUPING, ...options.grouping },
      retry: { ...DEFAULT_RETRY, ...options.retry },
      silences: options.silences ?? [],
      maxAlertsPerGroup: limits.maxAlertsPerGroup,
      maxConcurrentPerReceiver: limits.maxConcurrentPerReceiver,
      externalUrl: options.externalUrl ?? "",
    };
    const parts = { clock, random, now: this.#now, store: this.#store, record: this.#record };
    this.#dispatcher = new Dispatcher(parts, this.#settings);
    this.#dispatcher.configure(this.#settings, receivers);
  }

  post(alerts: readonly Alert[]): void {
    try {
      for (const alert of alerts) this.#take(alert);
    } catch {
      this.#record.drop("invalid_alert");
    }
  }

  #take(alert: Alert): void {
    if (this.#isClosed) {
      this.#record.drop("closed");
      return;
    }
    try {
      const now = this.#now();
      const { grouping } = this.#settings;
      const result = this.#store.put(alert, now, grouping);
      if (result === "changed") this.#dispatcher.lookBy(now + grouping.waitMs);
      if (result === "too_many_alerts") this.#record.drop(result);
    } catch {
      this.#record.drop("invalid_alert");
    }
  }

  async flush(deadlineMs: number): Promise<NotifyReport> {
    if (!this.#isClosed) {
      this.#dispatcher.urge();
      // `||` also turns NaN into no time at all.
      await this.#dispatcher.settled(Math.max(0, deadlineMs || 0));
    }
    return this.#report();
  }

  stats(): NotifyStats {
    return {
      ...this.#report(),
      alerts: this.#store.alertCount,
      groups: this.#store.groupCount,
      decisions: this.#record.decisions(),
    };
  }

  configure(changes: NotifierChanges): void {
    const settings: DispatchSettings = {
      ...this.#settings,
      grouping: { ...this.#settings.grouping, ...changes.grouping },
      retry: { ...this.#settings.retry, ...changes.retry },
      silences: changes.silences ?? this.#settings.silences,
    };
    const receivers = changes.receivers ?? this.#receivers;
    this.#dispatcher.configure(settings, receivers);
    this.#settings = settings;
    this.#receivers = receivers;
  }

  close(deadlineMs: number): Promise<NotifyReport> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  async #close(deadlineMs: number): Promise<NotifyReport> {
    await this.flush(deadlineMs);
    this.#isClosed = true;
    this.#dispatcher.close();
    return this.#report();
  }

  #report(): NotifyReport {
    return {
      delivered: this.#record.delivered,
      pending: this.#dispatcher.pending(),
      failed: this.#record.failed,
      dropped: this.#record.dropped(),
      lastErrors: this.#record.errors(),
    };
  }
}
