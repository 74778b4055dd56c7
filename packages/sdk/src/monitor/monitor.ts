import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { isoMicros } from "@breakwater/core/record/record-time";
import { buildReport } from "@breakwater/core/report/build-report";
import { createReportView, type ReportView } from "@breakwater/core/report/report-view";
import { DEFAULT_SLOW_CALL_MS } from "@breakwater/core/signals/performance-tracker";
import type { Clock } from "@breakwater/core/time/clock";
import { takeSnapshot } from "../budget/ledger-snapshot.ts";
import { restoreLedger } from "../budget/restore-ledger.ts";
import { CallTracker } from "../calls/call-tracker.ts";
import type { SpanSink } from "../calls/span-sink.ts";
import { type ActiveConcerns, activeConcerns } from "../concerns/concerns.ts";
import { AsyncScope } from "../context/async-scope.ts";
import type { CallContext } from "../context/call-context.ts";
import { fetchGuard } from "../fetch/fetch-guard.ts";
import type { Journal } from "../journal/journal.ts";
import { BreakwaterCallbackHandler } from "../langchain/callback-handler.ts";
import { runContextOf } from "../langchain/run-context.ts";
import {
  type MergeableConfig,
  type Monitored,
  type MonitoredConfig,
  monitoredConfig,
} from "../langchain/runnable-config.ts";
import { budgetDefinitions } from "../options/budget-definitions.ts";
import type { ChangeableOptions, MonitorOptions } from "../options/monitor-options.ts";
import { checkChanges } from "../options/read-options.ts";
import { PayloadCapture } from "../payload/payload-capture.ts";
import { Alerting } from "./alerting.ts";
import { Delivery } from "./delivery.ts";
import { ENTRANCE, type Entrance, type HasEntrance } from "./entrance.ts";
import type { FlushOptions, FlushReport } from "./flush-report.ts";
import type { Invokable, MonitorRuntime, ReportOptions } from "./monitor-types.ts";
import { type OpenedJournal, openRecords } from "./open-journal.ts";
import { recentSpendOf } from "./recent-spend.ts";
import { RecordHub } from "./record-hub.ts";
import { reportHealth } from "./report-health.ts";
import { Reporter } from "./reporter.ts";
import { restoreMonitor } from "./restore-monitor.ts";
import { RESTORED_TOTALS_MS, type RestoredTotals } from "./restore-totals.ts";
import { originOf, priceBookOf, sumOf, trackerSettings, withoutUndefined } from "./settings.ts";
import { armSweeper } from "./sweeper.ts";

/** Watches the LLM calls of one process: cost, budgets, performance, errors, journal and alerts. */
export class Monitor implements HasEntrance {
  readonly #clock: Clock;
  readonly #environment: string;
  readonly #timeZone: string;
  readonly #startedAt: number;
  readonly #reporter: Reporter;
  readonly #ledger: MemoryLedger;
  readonly #tracker: CallTracker;
  readonly #hub: RecordHub;
  readonly #journal: Journal | undefined;
  readonly #concerns: ActiveConcerns;
  readonly #alerting: Alerting;
  readonly #delivery: Delivery;
  readonly #scope = new AsyncScope();
  readonly #payloads: PayloadCapture;
  readonly #handler: BreakwaterCallbackHandler;
  /**
   * A `fetch` that watches every model call made through it and stops those that a budget refuses: for
   * `new OpenAI({ fetch })` and every other client that takes one. All other requests pass through untouched.
   */
  readonly fetch: typeof globalThis.fetch;
  /** For the package's other subpaths; not for applications. */
  readonly [ENTRANCE]: Entrance;
  #options: MonitorOptions;
  #restored: RestoredTotals;
  #isClosed = false;

  /** Use `createMonitor`. */
  constructor(options: MonitorOptions, { clock, random }: MonitorRuntime) {
    const { environment = "production", timeZone = "UTC" } = options;
    this.#options = options;
    this.#clock = clock;
    this.#environment = environment;
    this.#timeZone = timeZone;
    this.#startedAt = clock.now();
    this.#reporter = new Reporter(options.logger ?? console, clock, options.logLevel ?? "warn");
    const onWarning = (text: string) => this.#reporter.warn(text);
    const onInternalError = (error: unknown) => this.#reporter.internalError(error);
    this.#ledger = new MemoryLedger({ budgets: budgetDefinitions(options, timeZone) });
    this.#concerns = activeConcerns(options.concerns ?? {}, {
      startedAt: this.#startedAt - RESTORED_TOTALS_MS,
      slowCallMs: options.slowCallMs ?? DEFAULT_SLOW_CALL_MS,
    });
    const prices = priceBookOf(options);
    this.#alerting = new Alerting(options, {
      clock,
      random,
      labels: { environment, ...(options.service !== undefined && { service: options.service }) },
      budgetStatuses: () => this.budgets(),
      droppedRecords: () => sumOf(this.#journal?.stats().dropped ?? {}),
      onWarning,
    });
    const onRotate = () => this.#checkpoint();
    const budgets = () => budgetDefinitions(this.#options, timeZone);
    const records = openRecords(options, { clock, random, onWarning, onRotate, budgets });
    const { journal, shipper, states } = records;
    if (states !== undefined) this.#alerting.alsoTell(states);
    this.#journal = journal;
    this.#hub = new RecordHub({
      journal,
      onWritten: () => shipper?.wake(),
      observers: [...this.#concerns.observers, this.#scope.denials],
      alerts: this.#alerting,
      onInternalError,
    });
    const spans = options.openTelemetry?.connect({ onInternalError });
    this.#payloads = new PayloadCapture(options, onInternalError);
    this.#tracker = new CallTracker({
      clock,
      ledger: this.#ledger,
      prices,
      origin: originOf(options, environment),
      settings: trackerSettings(options),
      listener: this.#hub,
      ambientContext: () => this.#scope.context,
      spans,
      redaction: this.#payloads.redactor,
    });
    this[ENTRANCE] = this.#entrance(spans);
    this.#delivery = this.#deliver(records);
    this.#handler = new BreakwaterCallbackHandler(this[ENTRANCE]);
    this.fetch = fetchGuard(this[ENTRANCE]);
    this.#restored = this.#restore();
    armSweeper({
      clock,
      abandonAfterMs: () => trackerSettings(this.#options).abandonAfterMs,
      isClosed: () => this.#isClosed,
      sweep: () => this.#tracker.sweep(),
    });
  }

  /** The LangChain callback handler, for `callbacks: [...]` beside other handlers. */
  get handler(): BreakwaterCallbackHandler {
    return this.#handler;
  }

  /** What calls cost. */
  get cost(): ActiveConcerns["cost"] {
    return this.#concerns.cost;
  }

  /** How long calls take. */
  get performance(): ActiveConcerns["performance"] {
    return this.#concerns.performance;
  }

  /** Why calls fail. */
  get errors(): ActiveConcerns["errors"] {
    return this.#concerns.errors;
  }

  /** Where the journal is written, when there is one. */
  get logFile(): string | undefined {
    return this.#journal?.file;
  }

  /**
   * A LangChain config that monitors a call, merged into `existing`:
   * `chain.invoke(input, monitor.runnableConfig({ userId, queryType }))`.
   */
  runnableConfig(context?: CallContext): MonitoredConfig;
  runnableConfig<T extends MergeableConfig>(context: CallContext, existing: T): Monitored<T>;
  runnableConfig(context: CallContext = {}, existing?: MergeableConfig): MonitoredConfig<unknown> {
    return monitoredConfig(context, existing, {
      handler: this.#handler,
      environment: this.#environment,
      timestamp: isoMicros(this.#clock.now()),
    });
  }

  /**
   * Runs `act` on behalf of a user, session or query type: every call that starts inside it, however deep and however
   * many run at once, belongs to them. What a call says itself wins; contexts inside contexts add up.
   */
  withContext<T>(context: CallContext, act: () => T): T {
    return this.#scope.withContext(runContextOf(context), act);
  }

  /**
   * Asks a model (or chain, agent, graph) and monitors the call.
   * @throws BudgetExceededError when a budget refuses it, and whatever the model throws.
   */
  query<Input, Output>(
    model: Invokable<Input, Output>,
    input: Input,
    context: CallContext = {},
  ): Promise<Output> {
    return model.invoke(input, this.runnableConfig(context));
  }

  /** Where every budget stands, the fullest keys of each first. */
  budgets(): BudgetStatus[] {
    return this.#ledger.statuses(this.#clock.now());
  }

  /** Cost, budgets, performance, errors and what the numbers do not know. */
  report({ maxRows = 10 }: ReportOptions = {}): ReportView {
    const now = this.#clock.now();
    const cost = this.#concerns.cost.snapshot(now);
    const definitions = budgetDefinitions(this.#options, this.#timeZone);
    const countedFrom = this.#restored.from;
    return createReportView(
      buildReport({
        cost,
        recentSpend: (status) => recentSpendOf(status, { definitions, cost, countedFrom, now }),
        performance: this.#concerns.performance.snapshot(now),
        recentPerformance: this.#concerns.performance.snapshot(now, { windowMs: 3_600_000 }),
        errors: this.#concerns.errors.snapshot(now),
        budgets: this.budgets(),
        health: reportHealth(this.#delivery.health()),
        range: { from: this.#restored.from, to: now },
        now,
        timeZone: this.#timeZone,
        maxRows,
      }),
    );
  }

  /**
   * Changes options at run time. What is not named stays; no spend, hold or total is lost.
   * @throws InvalidOptionsError when a value makes no sense; nothing is changed then.
   */
  configure(changes: ChangeableOptions): void {
    const next: MonitorOptions = { ...this.#options, ...withoutUndefined(checkChanges(changes)) };
    const budgets = budgetDefinitions(next, this.#timeZone);
    const prices = priceBookOf(next);
    this.#alerting.configure(next);
    this.#options = next;
    this.#reporter.setLevel(next.logLevel ?? "warn");
    this.#tracker.configure({ settings: trackerSettings(next), prices });
    this.#payloads.configure(next);
    this.#concerns.performance.setSlowCallMs?.(next.slowCallMs ?? DEFAULT_SLOW_CALL_MS);
    if (changes.budgets === undefined && changes.dailyBudgetUsd === undefined) return;
    this.#delivery.onBudgetsChanged();
    const added = this.#ledger.configure(budgets);
    if (added.size > 0 && this.#journal) {
      restoreLedger(this.#ledger, this.#journal.sources(), added);
      this.#ledger.acknowledgeThresholds(this.#clock.now());
    }
  }

  /** Tries to bring everything out that waits, and says truthfully what was delivered, is pending, was dropped. */
  flush({ deadlineMs = 10_000 }: FlushOptions = {}): Promise<FlushReport> {
    return this.#delivery.flush(deadlineMs);
  }

  /** Flushes and lets go of files and timers. Calls still in flight are no longer watched. */
  async close({ deadlineMs = 10_000 }: FlushOptions = {}): Promise<FlushReport> {
    this.#isClosed = true;
    const report = await this.#delivery.close(deadlineMs);
    this.#checkpoint();
    this.#journal?.close();
    return report;
  }

  #entrance(spans: SpanSink | undefined): Entrance {
    return {
      tracker: this.#tracker,
      scope: this.#scope,
      payloads: this.#payloads,
      reporter: this.#reporter,
      spans,
      written: () => this.#hub.written,
      flush: () => this.#hub.flush(),
    };
  }

  #deliver(records: OpenedJournal): Delivery {
    return new Delivery({
      ...records,
      hub: this.#hub,
      alerting: this.#alerting,
      openRuns: () => this.#tracker.openRuns,
      internalErrors: () => this.#reporter.internalErrors,
      badLines: () => this.#restored.badLines,
    });
  }

  #restore(): RestoredTotals {
    const restored = restoreMonitor({
      journal: this.#journal,
      ledger: this.#ledger,
      concerns: this.#concerns,
      hub: this.#hub,
      now: this.#startedAt,
    });
    this.#checkpoint();
    return restored;
  }

  #checkpoint(): void {
    this.#hub.flush();
    if (this.#journal?.stats().queuedLines === 0)
      this.#journal.checkpoint(takeSnapshot(this.#ledger, this.#tracker));
  }
}
