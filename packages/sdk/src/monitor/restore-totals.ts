import { endTimeMs, epochMsOf } from "@breakwater/core/record/record-time";
import { RecordReplay, type ReplayEvent } from "../budget/record-replay.ts";
import type { ActiveConcerns, RecordObserver } from "../concerns/concerns.ts";
import type { JournalSource } from "../journal/journal.ts";

/** How far back the totals of the report reach after a restart. */
export const RESTORED_TOTALS_MS = 24 * 3_600_000;

/** Read of each process's files at most: about a second of work; a busier day is restored in part. */
const MAX_RESTORED_BYTES = 128 * 1024 * 1024;

/** What was found of the time before this process. */
export interface RestoredTotals {
  /** Start of the first step restored, epoch milliseconds; now when there was none. */
  readonly from: number;
  /** Lines that are no record. */
  readonly badLines: number;
}

/**
 * Feeds the records of the last day back to those who count, so that a report after a restart still knows the day.
 */
export function restoreTotals(
  concerns: ActiveConcerns,
  sources: readonly JournalSource[],
  now: number,
): RestoredTotals {
  let from = now;
  const replay = new RecordReplay();
  const sinceMs = now - RESTORED_TOTALS_MS;
  for (const source of sources) {
    for (const line of source.allLines({ sinceMs, maxBytes: MAX_RESTORED_BYTES })) {
      const event = replay.feed(line);
      if (!event || endTimeMs(event.record) < sinceMs) continue;
      from = Math.min(from, epochMsOf(event.record.startTime));
      for (const observer of concerns.observers) tell(observer, event, now);
    }
  }
  return { from, badLines: replay.badLines };
}

function tell(observer: RecordObserver, event: ReplayEvent, now: number): void {
  if (event.kind === "ended") observer.onRecord(event.record, now);
  else observer.onCorrection?.(event.previous, event.record, now);
}
