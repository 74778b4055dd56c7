import type { AlertRule } from "@breakwater/core/alert/rule";
import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import {
  MONITOR_STATE_VERSION,
  type MonitorState,
  type ReportedAlert,
  type ReportedRule,
} from "@breakwater/core/monitor/monitor-state";
import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import { type Alert, alertFingerprint } from "@breakwater/notify/alert";
import { retryDelayMs, slowDelayMs } from "./ship-backoff.ts";
import type { SpanSender } from "./span-sender.ts";

/** Alerts that come together go together. */
const GATHER_MS = 200;
/** How often a monitor shows that it lives. */
const BEAT_MS = 60_000;
/** Most alerts that wait for a server; beyond it the oldest news is dropped. */
const MAX_WAITING = 1_000;

/** Who tells, what, and how. */
export interface StateSenderParts {
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly sender: SpanSender;
  readonly identity: Pick<
    MonitorState,
    "monitorId" | "service" | "environment" | "release" | "sdkVersion" | "startedAt"
  >;
  budgets(): readonly BudgetDefinition[];
}

/**
 * Tells the server which budgets this process holds and which alerts fire in it: at once when something changes, and
 * every minute, as a sign of life. Only how things stand is told, so what a server missed is made good by the next
 * telling; an alert that waits is replaced by its newer state. No method throws or rejects.
 */
export class StateSender {
  readonly #parts: StateSenderParts;
  /** By who they are and when they began, oldest news first. */
  readonly #waiting = new Map<string, ReportedAlert>();
  #dropped = 0;
  #failures = 0;
  /** There is something that the server has not heard. */
  #isNews = true;
  #next: TimerHandle | undefined;
  #sending: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: StateSenderParts) {
    this.#parts = parts;
    this.#later(GATHER_MS);
  }

  /** Alerts began, changed or ended; `rules` are those that they may come from. */
  onAlerts(alerts: readonly Alert[], rules: readonly AlertRule[] = []): void {
    if (this.#isClosed) return;
    for (const alert of alerts) {
      const rule = rules.find(({ name }) => name === alert.labels["alertname"]);
      const identity = `${alertFingerprint(alert.labels)} ${alert.startsAt}`;
      this.#waiting.delete(identity);
      this.#waiting.set(identity, reported(alert, rule));
    }
    for (const identity of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(identity);
      this.#dropped += 1;
    }
    this.changed();
  }

  /** What is told has changed. While the server is away, it waits for its turn. */
  changed(): void {
    this.#isNews = true;
    if (this.#failures === 0) this.#later(GATHER_MS);
  }

  /** Tells the server at once. Resolves when it has answered, cannot be reached, or the time is up. */
  async flush(deadlineMs: number): Promise<void> {
    const { clock } = this.#parts;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const timer = clock.setTimer(resolve, deadlineMs);
    await Promise.race([this.#flush(), isLate]);
    clock.clearTimer(timer);
  }

  /** Flushes for the last time. */
  async close(deadlineMs: number): Promise<void> {
    const { clock, sender } = this.#parts;
    if (!this.#isClosed) await this.flush(deadlineMs);
    this.#isClosed = true;
    if (this.#next !== undefined) clock.clearTimer(this.#next);
    sender.close();
  }

  /** Alerts that the server has not got, and those that were dropped because too many waited. */
  stats(): { readonly pending: number; readonly dropped: number } {
    return { pending: this.#waiting.size, dropped: this.#dropped };
  }

  async #flush(): Promise<void> {
    // What runs already began before the newest alerts.
    await this.#sending;
    if (!this.#isClosed && this.#isNews) await this.#send();
  }

  #later(delayMs: number): void {
    const { clock } = this.#parts;
    if (this.#isClosed) return;
    if (this.#next !== undefined) clock.clearTimer(this.#next);
    this.#next = clock.setTimer(() => {
      this.#next = undefined;
      void this.#send();
    }, delayMs);
  }

  /** Sends, or joins the sending that runs. */
  #send(): Promise<void> {
    this.#sending ??= this.#attempt().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #attempt(): Promise<void> {
    const { sender, random } = this.#parts;
    const told = [...this.#waiting];
    this.#isNews = false;
    const state = this.#state(told.map(([, alert]) => alert));
    const outcome = await sender.send(Buffer.from(JSON.stringify(state)), 1);
    // A server that does not take a state as it is would not take it the next time either.
    if (outcome.type === "stored" || outcome.type === "malformed" || outcome.type === "too-large") {
      if (outcome.type !== "stored") this.#dropped += told.length;
      this.#failures = 0;
      this.#settle(told);
      this.#later(this.#isNews ? GATHER_MS : BEAT_MS);
      return;
    }
    this.#failures += 1;
    this.#isNews = true;
    const isRefused = outcome.type === "refused";
    const askedMs = isRefused ? undefined : outcome.retryAfterMs;
    const timing = { random: random(), askedMs };
    this.#later(isRefused ? slowDelayMs(random()) : retryDelayMs(this.#failures, timing));
  }

  /** Forgets what was told, unless it changed meanwhile. */
  #settle(told: readonly (readonly [string, ReportedAlert])[]): void {
    for (const [identity, alert] of told) {
      if (this.#waiting.get(identity) === alert) this.#waiting.delete(identity);
    }
  }

  #state(alerts: readonly ReportedAlert[]): MonitorState {
    const { clock, identity, budgets } = this.#parts;
    return {
      v: MONITOR_STATE_VERSION,
      ...identity,
      sentAt: clock.now(),
      budgets: budgets(),
      alerts,
    };
  }
}

function reported(
  { labels, annotations, startsAt, endsAt, count, value }: Alert,
  rule: AlertRule | undefined,
): ReportedAlert {
  return {
    labels,
    annotations,
    startsAt,
    ...(endsAt !== undefined && { endsAt }),
    ...(count !== undefined && { count }),
    ...(value !== undefined && { value }),
    ...(rule !== undefined && { rule: told(rule) }),
  };
}

function told({ signal, condition, windowMs, forMs }: AlertRule): ReportedRule {
  return { signal, condition, windowMs, forMs };
}
