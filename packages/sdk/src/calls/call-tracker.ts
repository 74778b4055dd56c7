import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { BudgetNotice, Ledger, MaybePromise, Settlement } from "@breakwater/core/budget/ledger";
import { describeError } from "@breakwater/core/failure/describe-error";
import { isMaybeBilled } from "@breakwater/core/failure/maybe-billed";
import type { PriceBook } from "@breakwater/core/pricing/price-book";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import { andThen } from "../budget/and-then.ts";
import { canBeFitted, factsOfRun, type Reservation, reserveFor } from "../budget/reservation.ts";
import { AbandonedRuns } from "./abandoned-runs.ts";
import type { CallListener } from "./call-listener.ts";
import { costOf, estimatedUsage, outcomeOfHold, type RunOutcome, seenOnTheWire } from "./call-outcome.ts";
import type { ModelCall, OpenRun, RunContext, RunStart, StreamedPiece } from "./open-run.ts";
import type { RecordOrigin, RecordRedaction } from "./record-of-run.ts";
import { endedRecord, runningRecord, settlementOf, withCharge } from "./run-records.ts";
import { RunTable } from "./run-table.ts";
import type { SpanSink } from "./span-sink.ts";
import type { TrackerSettings } from "./tracker-settings.ts";
import type { WireView } from "./wire-view.ts";

/** Parts of a {@link CallTracker}. */
export interface CallTrackerParts {
  readonly clock: Clock;
  readonly ledger: Ledger & { readonly budgetCount: number };
  readonly prices: PriceBook;
  readonly origin: RecordOrigin;
  readonly settings: TrackerSettings;
  readonly listener: CallListener;
  /** For whom the code that starts a run works (`withContext`). */
  readonly ambientContext?: () => RunContext | undefined;
  readonly spans?: SpanSink | undefined;
  readonly redaction?: RecordRedaction | undefined;
}

/** Text kept of a stream, for estimates and capture, in UTF-16 units. */
const MAX_STREAMED_TEXT = 1_000_000;

const NO_CHARGE: Settlement = { kind: "charge", nanos: 0 };

/**
 * Follows every run from its start to its end, whatever the end is: reserves, settles, and turns it into one record.
 * Knows no provider and no framework; the entrances (callback handler, fetch guard, AI SDK) feed it. Where several
 * see the same call, the outermost opens and ends the run, and those further in join it: `admit` asks the budgets if
 * nobody has, `note` tells what was seen nearer to the wire.
 */
export class CallTracker {
  readonly #parts: CallTrackerParts;
  #settings: TrackerSettings;
  #prices: PriceBook;
  readonly #runs = new RunTable();
  readonly #abandoned = new AbandonedRuns();

  constructor(parts: CallTrackerParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#prices = parts.prices;
  }

  get prices(): PriceBook {
    return this.#prices;
  }

  /** Changes settings or prices for all calls that start or end from now on. */
  configure({ settings, prices }: { settings?: TrackerSettings; prices?: PriceBook }): void {
    this.#settings = settings ?? this.#settings;
    this.#prices = prices ?? this.#prices;
  }

  /** Number of runs in flight. */
  get openRuns(): number {
    return this.#runs.size;
  }

  /** Records of the calls that hold budget now: what a snapshot must carry. */
  heldRecords(): SpanRecord[] {
    return [...this.#runs.values()]
      .filter((run) => run.hold)
      .map((run) => runningRecord(run, this.#parts.origin));
  }

  /** Records of the calls given up for lost whose end may still come. */
  abandonedRecords(): SpanRecord[] {
    return this.#abandoned.records();
  }

  /**
   * A run starts. For a model call the budgets are asked first, unless it is only observed.
   * @throws BudgetExceededError when a budget refuses it (or the returned promise rejects with it).
   */
  start(start: RunStart): MaybePromise<void> {
    const now = this.#parts.clock.now();
    if (this.#runs.size >= this.#settings.maxOpenRuns) this.#giveUpOldest(now);
    const startedAt = start.startedAt ?? now;
    const run = this.#runs.open(start, {
      startedAt,
      ambient: this.#parts.ambientContext?.(),
      place: this.#parts.spans?.open(start, startedAt),
      redaction: this.#parts.redaction,
    });
    if (run.call && start.isObserved !== true) return this.#reserve(run, run.call);
  }

  /**
   * Asks the budgets for an open run that nobody asked them for yet; runs that were asked for, or are not open, pass.
   * @throws BudgetExceededError as `start`; the run is then ended as blocked.
   */
  admit(id: string, call: ModelCall): MaybePromise<void> {
    const run = this.#runs.get(id);
    const { canCapOutput = false } = call;
    if (run && !run.isAdmitted) return this.#reserve(run, { ...(run.call ?? call), canCapOutput });
  }

  /**
   * The cap per answer that the request of a run must be given before it is sent: its hold is only then an upper bound.
   * To be asked once the run was started or admitted. Where an entrance that could not cap it has asked the budgets,
   * its hold is given back for one that fits.
   * @throws BudgetExceededError as `start`.
   */
  fittedOutput(id: string, call: ModelCall): MaybePromise<number | undefined> {
    const run = this.#runs.get(id);
    const isFinal = this.#settings.fitOutput === undefined || !canBeFitted(run?.hold, call);
    if (!run || isFinal) return run?.hold?.fittedOutputTokens;
    delete run.hold;
    const cappable = { ...(run.call ?? call), canCapOutput: true };
    const released = this.#parts.ledger.settle(id, NO_CHARGE);
    const reserved = andThen(released, () => this.#reserve(run, cappable));
    return andThen(reserved, () => run.hold?.fittedOutputTokens);
  }

  /** What an entrance nearer to the wire sees of a run, at each attempt's start and end. */
  note(id: string, view: WireView): void {
    const run = this.get(id);
    if (!run) return;
    run.wire = view;
    run.lastActivityAt = this.#parts.clock.now();
  }

  /**
   * A piece of a stream has arrived. Where two entrances see the same stream, the first to speak counts.
   */
  token(id: string, { text, usage, source = "owner" }: StreamedPiece): void {
    const run = this.#runs.get(id);
    if (!run) return;
    run.tokenSource ??= source;
    if (run.tokenSource !== source) return;
    const now = this.#parts.clock.now();
    run.firstTokenAt ??= now;
    if (text !== undefined) run.firstTextAt ??= now;
    run.lastActivityAt = now;
    if (run.streamedText.length < MAX_STREAMED_TEXT) run.streamedText += text ?? "";
    if (usage !== undefined) run.lastChunkUsage = usage;
  }

  get(id: string): OpenRun | undefined {
    return this.#runs.get(id) ?? this.#abandoned.runOf(id);
  }

  /** The run that started first among those in flight that fit. */
  find(fits: (run: OpenRun) => boolean): OpenRun | undefined {
    for (const run of this.#runs.values()) if (fits(run)) return run;
    return undefined;
  }

  /** A run has ended as `outcome` says; ends of unknown runs are ignored. */
  end(id: string, outcome: RunOutcome): void {
    const now = this.#parts.clock.now();
    const run = this.#runs.close(id, now);
    if (run) this.#finish(run, outcome, now);
    else this.#endLate(id, outcome, now);
  }

  /** A run has failed. Charges what the provider may have billed for it. */
  fail(id: string, error: unknown): void {
    const run = this.get(id);
    if (!run) return;
    const described = describeError(error);
    const status = described.class === "aborted" ? "cancelled" : "error";
    this.end(id, { status, error: described, ...(run.call && this.#billedAnyway(run, error)) });
  }

  /** Gives up runs that have shown no sign of life for too long. */
  sweep(): void {
    const now = this.#parts.clock.now();
    for (const run of this.#runs.silentSince(now - this.#settings.abandonAfterMs)) this.#giveUp(run, now);
  }

  #reserve(run: OpenRun, call: ModelCall): MaybePromise<void> {
    run.isAdmitted = true;
    if (this.#parts.ledger.budgetCount === 0) return;
    const reservation = reserveFor(run, call, {
      ledger: this.#parts.ledger,
      prices: this.#prices,
      origin: this.#parts.origin,
      defaultMaxOutputTokens: this.#settings.defaultMaxOutputTokens,
      fitOutput: this.#settings.fitOutput,
    });
    return andThen(reservation, (made) => this.#decide(run, made));
  }

  #decide(run: OpenRun, { outcome, hold }: Reservation): void {
    const now = this.#parts.clock.now();
    if (outcome.outcome === "held") {
      if (outcome.budgets === 0) return;
      // Ended or given up while a shared ledger or a tokenizer was waited for: nobody else would release the hold.
      if (this.#runs.get(run.id) !== run) {
        void this.#parts.ledger.settle(run.id, NO_CHARGE);
        return;
      }
      run.hold = hold;
      this.#parts.listener.onRunning(runningRecord(run, this.#parts.origin));
      return;
    }
    this.#runs.close(run.id, now);
    const error = new BudgetExceededError(outcome.denial);
    const budget = { heldNanos: 0, isBounded: hold.isBounded, denial: outcome.denial };
    const ended = this.#ended(run, { status: "blocked", error: describeError(error) }, now);
    this.#told(run, { ...ended, budget }, now);
    this.#parts.listener.onBudgetNotices(outcome.notices, now);
    throw error;
  }

  #finish(run: OpenRun, outcome: RunOutcome, now: number): void {
    this.#settle(run, withCharge(run, this.#ended(run, seenOnTheWire(run, outcome), now)), now);
  }

  #told(run: OpenRun, record: SpanRecord, now: number): void {
    this.#parts.listener.onRecord(record, now);
    this.#parts.spans?.close(run.id, record);
  }

  /** The record is written before the ledger moves: what the ledger counts, the journal can restore. */
  #settle(run: OpenRun, record: SpanRecord, now: number): void {
    const { ledger } = this.#parts;
    this.#told(run, record, now);
    if (run.hold) this.#tell(ledger.settle(run.id, settlementOf(record)), now);
    // A budget may have been configured since the call started; its record counts, so the ledger must.
    else void this.#correct(run, NO_CHARGE, settlementOf(record));
  }

  /** The end of a call that was given up for lost: its estimate is replaced by what it really was. */
  #endLate(id: string, outcome: RunOutcome, now: number): void {
    const lost = this.#abandoned.take(id);
    if (!lost) return;
    const record = withCharge(lost.run, this.#ended(lost.run, seenOnTheWire(lost.run, outcome), now));
    this.#parts.listener.onCorrection(lost.record, record, now);
    void this.#correct(lost.run, settlementOf(lost.record), settlementOf(record));
  }

  /** Charges a model call outside of a hold. */
  #correct(run: OpenRun, from: Settlement, to: Settlement): MaybePromise<void> {
    const { ledger, origin } = this.#parts;
    if (!run.call || ledger.budgetCount === 0) return;
    return ledger.correct({ facts: factsOfRun(run, origin), startedAt: run.startedAt }, from, to);
  }

  #giveUp(run: OpenRun, now: number): void {
    this.#runs.close(run.id, now);
    const outcome = seenOnTheWire(run, { status: "abandoned", ...this.#lost(run) });
    const record = withCharge(run, this.#ended(run, outcome, now));
    this.#abandoned.add(run, record);
    this.#settle(run, record, now);
  }

  #giveUpOldest(now: number): void {
    const oldest = this.#runs.oldest();
    if (oldest) this.#giveUp(oldest, now);
  }

  #lost(run: OpenRun): Partial<RunOutcome> {
    if (!run.call || !isInference(run.kind)) return {};
    return run.firstTokenAt === undefined ? outcomeOfHold(run, this.#prices) : this.#streamedSoFar(run);
  }

  #billedAnyway(run: OpenRun, error: unknown): Partial<RunOutcome> {
    switch (isMaybeBilled(error, { sawTokens: run.firstTokenAt !== undefined })) {
      case "no":
        return {};
      case "streamed":
        return this.#streamedSoFar(run);
      case "unknown":
        return outcomeOfHold(run, this.#prices);
    }
  }

  #streamedSoFar(run: OpenRun): Partial<RunOutcome> {
    const usage = estimatedUsage(run, run.streamedText);
    return { usage, usageSource: "estimated", cost: costOf(run, { usage }, this.#prices) };
  }

  #ended(run: OpenRun, outcome: RunOutcome, now: number): SpanRecord {
    return endedRecord(run, outcome, { ...this.#parts, now });
  }

  #tell(notices: MaybePromise<readonly BudgetNotice[]>, now: number): void {
    if (notices instanceof Promise) {
      void notices.then((told) => this.#parts.listener.onBudgetNotices(told, now));
    } else if (notices.length > 0) this.#parts.listener.onBudgetNotices(notices, now);
  }
}
