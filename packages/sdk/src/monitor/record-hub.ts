import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { CallListener } from "../calls/call-listener.ts";
import type { RecordObserver } from "../concerns/concerns.ts";
import type { Journal } from "../journal/journal.ts";
import { LineBatch } from "./line-batch.ts";

/** Hears of records and of what budgets have to say: the in-process alert engine. */
export interface AlertSink {
  onRecord(record: SpanRecord, now: number): void;
  onBudgetNotice(notice: BudgetNotice, now: number): void;
}

/** Parts of a {@link RecordHub}. */
export interface RecordHubParts {
  readonly journal?: Pick<Journal, "appendAll"> | undefined;
  /** Called whenever lines were given to the journal. */
  readonly onWritten?: () => void;
  readonly observers: readonly RecordObserver[];
  readonly alerts?: AlertSink | undefined;
  onInternalError(error: unknown): void;
}

/** Sends every record where it belongs: the journal first, then those who count. Nothing here can throw. */
export class RecordHub implements CallListener {
  readonly #parts: RecordHubParts;
  readonly #lines: LineBatch | undefined;

  constructor(parts: RecordHubParts) {
    this.#parts = parts;
    const { journal, onWritten } = parts;
    this.#lines =
      journal &&
      new LineBatch({
        appendAll(lines) {
          journal.appendAll(lines);
          onWritten?.();
        },
      });
  }

  /** Resolves when the records so far are in the journal; undefined when they are already. */
  get written(): Promise<void> | undefined {
    return this.#lines?.written;
  }

  /** Writes at once what waits for its turn. */
  flush(): void {
    this.#guard(() => this.#lines?.flush());
  }

  onRunning(record: SpanRecord): void {
    this.#guard(() => this.#lines?.add(encodeRecord(record)));
  }

  onRecord(record: SpanRecord, now: number): void {
    const { alerts } = this.#parts;
    this.#guard(() => this.#lines?.add(encodeRecord(record)));
    this.observe(record, now);
    if (alerts) this.#guard(() => alerts.onRecord(record, now));
  }

  /** Counts a record that is not this process's to write or to alert on. */
  observe(record: SpanRecord, now: number): void {
    for (const observer of this.#parts.observers) this.#guard(() => observer.onRecord(record, now));
  }

  onCorrection(previous: SpanRecord, next: SpanRecord, now: number): void {
    this.#guard(() => this.#lines?.add(encodeRecord(next)));
    for (const observer of this.#parts.observers)
      this.#guard(() => observer.onCorrection?.(previous, next, now));
  }

  onBudgetNotices(notices: readonly BudgetNotice[], now: number): void {
    const { alerts } = this.#parts;
    if (!alerts) return;
    for (const notice of notices) this.#guard(() => alerts.onBudgetNotice(notice, now));
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#parts.onInternalError(error);
    }
  }
}
