import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import type { SpanRecord } from "@breakwater/core/record/span-record";

/** Where the tracker's findings go. None of these may throw. */
export interface CallListener {
  /** A call holds budget and is about to be sent. */
  onRunning(record: SpanRecord): void;
  onRecord(record: SpanRecord, now: number): void;
  /** `next` replaces `previous`, of the same span. */
  onCorrection(previous: SpanRecord, next: SpanRecord, now: number): void;
  onBudgetNotices(notices: readonly BudgetNotice[], now: number): void;
}
