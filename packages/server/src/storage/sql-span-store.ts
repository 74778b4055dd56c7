import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import { planCommit } from "./commit-plan.ts";
import { KnownSpans } from "./known-spans.ts";
import { repairRollups } from "./repair-rollups.ts";
import { ROLLUPS, rollupColumns, rollupSelect } from "./schema/rollup-tables.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import { hasPayload, keyOf, payloadRow, projectOf, spanRow, sqlTime } from "./span-row.ts";
import type { CommitReport, IncomingSpan, SpanStore } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";
import { StorageFailedError } from "./storage-failed-error.ts";

/** What a commit tells as it works. */
export interface CommitObserver {
  /** Everything that arrived before this moment (epoch milliseconds) is stored and counted. */
  onSettled(arrivedAt: number): void;
  /** These are stored now and were not counted before; states that replace a counted one are left out. */
  onStored?(fresh: readonly IncomingSpan[]): void;
  /** A commit failed, and the one before it had not; told once, until `onRecovered`. */
  onFailed?(failure: StorageFailedError): void;
  /** Spans are stored again; so many buckets of sums had to be made anew. */
  onRecovered?(repairedBuckets: number): void;
}

/** How often a store that failed tries whether it can go on, also when nobody sends. */
const RECOVER_EVERY_MS = 5_000;

/** Spans taken out of the sums by one statement: by URL, its lists are part of the address. */
const RETRACTED_AT_ONCE = 1_000;

/** What a {@link SqlSpanStore} is told beside the engine. */
export interface SpanStoreOptions extends Partial<CommitObserver> {
  readonly layout?: TableLayout;
  /** Everything that arrived before is counted; epoch milliseconds. */
  readonly settledAt?: number;
  /** Whether a span is past the age for which it would be kept. */
  isExpired?(record: SpanRecord): boolean;
}

/**
 * Spans in a ClickHouse dialect engine. One commit runs at a time, so that what a commit finds is still true when it
 * writes; callers put many requests into one commit (`GroupCommitter`).
 *
 * A commit that fails half-way leaves spans of which some sums know and others do not. The next commit first makes
 * those sums anew and looks up again what is stored; until that works, nothing is taken.
 */
export class SqlSpanStore implements SpanStore {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  readonly #options: SpanStoreOptions;
  readonly #known: KnownSpans;
  #last: Promise<unknown> = Promise.resolve();
  #settledAt: number;
  #failure: StorageFailedError | undefined;
  /** Buckets made anew since a failure was told; undefined when all is well. */
  #repairedSince: number | undefined;
  #timer: TimerHandle | undefined;

  constructor(engine: SqlEngine, clock: Clock, options: SpanStoreOptions = {}) {
    this.#engine = engine;
    this.#clock = clock;
    this.#options = options;
    this.#known = new KnownSpans(engine);
    this.#settledAt = options.settledAt ?? Math.floor(clock.now());
  }

  /** Why nothing can be stored; undefined when it is worth trying. */
  get failure(): StorageFailedError | undefined {
    return this.#failure;
  }

  /** @throws StorageFailedError (as a rejection) when the engine fails; nothing is acknowledged then. */
  commit(spans: readonly IncomingSpan[], onWriting?: () => void): Promise<CommitReport> {
    if (spans.length === 0) return Promise.resolve({ stored: 0, duplicates: 0 });
    return this.#inTurn(async () => {
      const report = await this.#store(spans, onWriting);
      if (this.#repairedSince !== undefined) this.#options.onRecovered?.(this.#repairedSince);
      this.#repairedSince = undefined;
      return report;
    });
  }

  /**
   * Runs work while no commit is under way and everything that has arrived is counted; commits wait until it is done.
   * @throws StorageFailedError (as a rejection) when what arrived last may be half counted; what the work throws.
   */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Stops trying whether it can go on. */
  close(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      try {
        if (this.#failure !== undefined) await this.#recover();
        return await work();
      } catch (error) {
        throw this.#fail(error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #fail(cause: unknown): StorageFailedError {
    const failure = new StorageFailedError(cause);
    if (this.#repairedSince === undefined) this.#options.onFailed?.(failure);
    this.#repairedSince ??= 0;
    this.#failure = failure;
    this.close();
    this.#timer = this.#clock.setTimer(() => {
      if (this.#failure !== undefined) void this.#inTurn(async () => {}).catch(() => undefined);
    }, RECOVER_EVERY_MS);
    return failure;
  }

  /** What the failed commit wrote is counted once more from the spans, as after a crash. */
  async #recover(): Promise<void> {
    this.#known.forget();
    const { layout = SINGLE_LAYOUT } = this.#options;
    const repaired = await repairRollups({ engine: this.#engine, layout }, this.#settledAt);
    this.#failure = undefined;
    this.#repairedSince = (this.#repairedSince ?? 0) + repaired;
  }

  async #store(arrived: readonly IncomingSpan[], onWriting?: () => void): Promise<CommitReport> {
    const spans = arrived.filter(({ record }) => this.#options.isExpired?.(record) !== true);
    const expired = arrived.length - spans.length;
    if (spans.length === 0) return { stored: 0, duplicates: 0, ...(expired > 0 && { expired }) };
    const stored = await this.#known.find(spans);
    const { inserts, retractions, duplicates } = planCommit(spans, (key) => stored.get(key));
    // Never before what is settled, even if the machine's clock is set back: a repair would not find it.
    const arrivedAt = Math.max(Math.floor(this.#clock.now()), this.#settledAt);
    await this.#retract(retractions, arrivedAt);
    // A payload without its span does no harm; a span without its payload would never get it, being known already.
    const payloads = inserts.filter(({ record }) => hasPayload(record));
    const writingPayloads = this.#engine.insert(
      "payloads",
      payloads.map((span) => payloadRow(span, arrivedAt)),
    );
    if (payloads.length > 0) onWriting?.();
    await writingPayloads;
    const writing = this.#engine.insert(
      "spans",
      inserts.map((span) => spanRow(span, arrivedAt)),
    );
    onWriting?.();
    await writing;
    this.#known.add(inserts);
    this.#settledAt = arrivedAt;
    this.#options.onSettled?.(arrivedAt);
    const counted = new Set(retractions);
    this.#options.onStored?.(inserts.filter((span) => !counted.has(span)));
    return { stored: inserts.length, duplicates, ...(expired > 0 && { expired }) };
  }

  /** Takes the counted state of spans out of the sums, before their more final state comes in. */
  async #retract(spans: readonly IncomingSpan[], arrivedAt: number): Promise<void> {
    for (let start = 0; start < spans.length; start += RETRACTED_AT_ONCE) {
      await this.#retractSlice(spans.slice(start, start + RETRACTED_AT_ONCE), arrivedAt);
    }
  }

  async #retractSlice(spans: readonly IncomingSpan[], arrivedAt: number): Promise<void> {
    const parameters = {
      arrivedAt: sqlTime(arrivedAt),
      projects: [...new Set(spans.map(({ record }) => projectOf(record)))],
      traces: [...new Set(spans.map(({ record }) => record.traceId))],
      keys: spans.map(({ record }) => keyOf(record)),
    };
    const chosen = `spans AS s FINAL
      WHERE s.project IN {projects:Array(String)}
        AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
        AND concat(s.project, '/', lower(hex(s.trace_id)), '/', lower(hex(s.span_id))) IN {keys:Array(String)}
        AND s.status != 'running'`;
    const change = { sign: -1, arrivedAt: "{arrivedAt:DateTime64(3, 'UTC')}" } as const;
    for (const table of ROLLUPS) {
      const select = rollupSelect(table, chosen, change);
      await this.#engine.command(
        `INSERT INTO ${table.name} (${rollupColumns(table, -1)}) ${select}`,
        parameters,
      );
    }
  }
}
