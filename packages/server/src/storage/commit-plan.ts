import type { SpanStatus } from "@breakwater/core/record/span-record";
import { keyOf, rankOf } from "./span-row.ts";
import type { IncomingSpan } from "./span-store.ts";

/** What storage has of a span already. */
export interface StoredState {
  readonly status: SpanStatus;
  /** As the record writes it; a later state keeps it, since it is part of the span's place. */
  readonly startTime: string;
}

/** What a commit will do. */
export interface CommitPlan {
  /** New states, at most one of each span. */
  readonly inserts: readonly IncomingSpan[];
  /** Spans of `inserts` whose earlier state has been counted and must be taken out of the sums first. */
  readonly retractions: readonly IncomingSpan[];
  /** Arrivals that bring nothing new. */
  readonly duplicates: number;
}

/**
 * Decides which of the arrived states are new. A state replaces an earlier one only if it is more final, so that a
 * span counts once however often and in whatever order its states arrive.
 */
export function planCommit(
  incoming: readonly IncomingSpan[],
  storedOf: (key: string) => StoredState | undefined,
): CommitPlan {
  const newest = new Map<string, IncomingSpan>();
  for (const span of incoming) {
    const key = keyOf(span.record);
    const rival = newest.get(key);
    if (rival === undefined || rankOf(span.record.status) > rankOf(rival.record.status))
      newest.set(key, span);
  }
  const inserts: IncomingSpan[] = [];
  const retractions: IncomingSpan[] = [];
  for (const [key, span] of newest) {
    const stored = storedOf(key);
    if (stored === undefined) {
      inserts.push(span);
      continue;
    }
    if (rankOf(span.record.status) <= rankOf(stored.status)) continue;
    const update = { ...span, record: { ...span.record, startTime: stored.startTime } };
    inserts.push(update);
    if (stored.status !== "running") retractions.push(update);
  }
  return { inserts, retractions, duplicates: incoming.length - inserts.length };
}
