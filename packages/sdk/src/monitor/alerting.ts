import type { AlertRule } from "@breakwater/core/alert/rule";
import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import { NANOS_PER_USD } from "@breakwater/core/money/nanos";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { DEFAULT_SLOW_CALL_MS } from "@breakwater/core/signals/performance-tracker";
import type { Alert } from "@breakwater/notify/alert";
import { createNotifier, type Notifier, type NotifyReport } from "@breakwater/notify/notifier";
import type { Grouping } from "@breakwater/notify/pipeline/grouping";
import type { Receiver } from "@breakwater/notify/receiver";
import { createReceiver, receiverConfigSchema } from "@breakwater/notify/receivers/registry";
import {
  type AlertEngine,
  type AlertEngineParts,
  createAlertEngine,
  defaultRules,
} from "../alerts/alert-engine.ts";
import { parseDuration } from "../options/duration.ts";
import { InvalidOptionsError, type OptionProblem } from "../options/invalid-options-error.ts";
import type { AlertOptions, AlertRuleOptions, ChangeableOptions } from "../options/monitor-options.ts";
import { problemsOf } from "../options/read-options.ts";
import type { AlertSink } from "./record-hub.ts";

/** What alerting needs of the monitor. */
export interface AlertingParts
  extends Pick<AlertEngineParts, "clock" | "labels" | "budgetStatuses" | "droppedRecords"> {
  readonly random: () => number;
  onWarning(text: string): void;
}

/** Who hears of alerts besides their receivers. Must not throw. */
export interface AlertListener {
  onAlerts(alerts: readonly Alert[], rules: readonly AlertRule[]): void;
}

/** Rules, and where their alerts go. Without anybody to tell, nothing is evaluated. */
export class Alerting implements AlertSink {
  readonly #parts: AlertingParts;
  #rules: readonly AlertRule[];
  readonly #notifier: Notifier;
  readonly #engine: AlertEngine;
  #hasReceivers: boolean;
  #listener: AlertListener | undefined;

  /** @throws InvalidOptionsError when a receiver or rule makes no sense. */
  constructor(options: ChangeableOptions, parts: AlertingParts) {
    const receivers = receiversOf(options, parts);
    this.#parts = parts;
    this.#rules = rulesOf(options);
    this.#hasReceivers = receivers.length > 0;
    this.#notifier = asOptions(() =>
      createNotifier({
        clock: parts.clock,
        random: parts.random,
        receivers,
        grouping: groupingOf(options.alerts ?? {}),
        onWarning: ({ message }) => parts.onWarning(message),
      }),
    );
    this.#engine = asOptions(() =>
      createAlertEngine({
        clock: parts.clock,
        labels: parts.labels,
        budgetStatuses: parts.budgetStatuses,
        droppedRecords: parts.droppedRecords,
        rules: this.#rules,
        slowCallMs: options.slowCallMs ?? DEFAULT_SLOW_CALL_MS,
        post: (alerts) => this.#post(alerts),
      }),
    );
  }

  /** From now on `listener` hears of all alerts too, and rules are looked at even without a receiver. */
  alsoTell(listener: AlertListener): void {
    this.#listener = listener;
  }

  onRecord(record: SpanRecord, now: number): void {
    if (this.#isHeard) this.#engine.onRecord(record, now);
  }

  onBudgetNotice(notice: BudgetNotice, now: number): void {
    if (this.#isHeard) this.#engine.onBudgetNotice(notice, now);
  }

  /** @throws InvalidOptionsError when a receiver or rule makes no sense; nothing is changed then. */
  configure(options: ChangeableOptions): void {
    const receivers = receiversOf(options, this.#parts);
    const rules = rulesOf(options);
    const slowCallMs = options.slowCallMs ?? DEFAULT_SLOW_CALL_MS;
    // What ends by the change is told by the rules that it began by.
    asOptions(() => this.#engine.configure({ rules, slowCallMs }));
    this.#rules = rules;
    asOptions(() => this.#notifier.configure({ receivers, grouping: groupingOf(options.alerts ?? {}) }));
    this.#hasReceivers = receivers.length > 0;
  }

  stats(): NotifyReport {
    return this.#notifier.stats();
  }

  flush(deadlineMs: number): Promise<NotifyReport> {
    if (this.#isHeard) this.#engine.evaluate(this.#parts.clock.now());
    return this.#notifier.flush(deadlineMs);
  }

  close(deadlineMs: number): Promise<NotifyReport> {
    if (this.#isHeard) this.#engine.evaluate(this.#parts.clock.now());
    this.#engine.close();
    return this.#notifier.close(deadlineMs);
  }

  get #isHeard(): boolean {
    return this.#hasReceivers || this.#listener !== undefined;
  }

  #post(alerts: readonly Alert[]): void {
    this.#listener?.onAlerts(alerts, this.#rules);
    if (this.#hasReceivers) this.#notifier.post(alerts);
  }
}

function receiversOf(options: ChangeableOptions, { clock }: AlertingParts): Receiver[] {
  const { alertWebhook, alerts = {} } = options;
  const short = alertWebhook === undefined ? [] : [shorthand(alertWebhook)];
  const problems: OptionProblem[] = [];
  const receivers = [...short, ...(alerts.receivers ?? [])].flatMap((config, index) => {
    const parsed = receiverConfigSchema.safeParse(config);
    if (parsed.success) return [createReceiver(parsed.data, { clock })];
    const position = index - short.length;
    const place = position < 0 ? ["alertWebhook"] : ["alerts", "receivers", position];
    problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, config, place)));
    return [];
  });
  if (problems.length > 0) throw new InvalidOptionsError("options", problems);
  return receivers;
}

function shorthand(url: string): { type: string; url: string } {
  return { type: new URL(url).hostname === "hooks.slack.com" ? "slack" : "webhook", url };
}

function rulesOf({ alerts }: ChangeableOptions): readonly AlertRule[] {
  return alerts?.rules === undefined ? defaultRules() : alerts.rules.map(ruleOf);
}

function ruleOf(rule: AlertRuleOptions): AlertRule {
  const { condition, signal } = rule;
  const keepFiringForMs = rule.keepFiringFor === undefined ? undefined : parseDuration(rule.keepFiringFor);
  return {
    name: rule.name,
    signal,
    windowMs: parseDuration(rule.window ?? "5m") ?? 300_000,
    condition: signal === "cost" ? { ...condition, value: condition.value * NANOS_PER_USD } : condition,
    groupBy: rule.groupBy ?? [],
    forMs: rule.for === undefined ? 0 : (parseDuration(rule.for) ?? 0),
    ...(keepFiringForMs !== undefined && { keepFiringForMs }),
    ...(rule.minCalls !== undefined && { minCalls: rule.minCalls }),
    severity: rule.severity ?? "warning",
    ...(rule.annotations !== undefined && { annotations: rule.annotations }),
  };
}

function groupingOf(alerts: AlertOptions): Partial<Grouping> {
  const waitMs = durationOf(alerts.groupWait);
  const intervalMs = durationOf(alerts.groupInterval);
  const repeatMs = durationOf(alerts.repeatInterval);
  return {
    ...(alerts.groupBy !== undefined && { by: alerts.groupBy }),
    ...(waitMs !== undefined && { waitMs }),
    ...(intervalMs !== undefined && { intervalMs }),
    ...(repeatMs !== undefined && { repeatMs }),
  };
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** The notifier's own complaints, in the words of the options. */
function asOptions<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidOptionsError("options", [
      { option: "alerts", expected: "settings that make sense", found: error.message },
    ]);
  }
}
