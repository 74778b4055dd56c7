import { endTimeMs } from "../record/record-time.ts";
import type { ErrorClass, SpanRecord } from "../record/span-record.ts";
import { isAttemptOfCall, isInference } from "../record/span-record.ts";
import {
  type ErrorEvent,
  type ErrorGroup,
  ErrorGroupTotals,
  errorEventOf,
  type UserRoom,
} from "./error-group.ts";
import { RepeatedFailures } from "./repeated-failures.ts";

/** Options of an ErrorTracker. */
export interface ErrorTrackerOptions {
  /** Epoch milliseconds from which errors count. */
  readonly startedAt: number;
  /** Most groups kept; beyond it the one seen least recently goes. Default 500. */
  readonly maxGroups?: number;
  /** Most user ids kept over all groups. Default 20,000. */
  readonly maxUsers?: number;
  /** Most pairs of trace and fingerprint remembered to tell a chain's failure from its call's. Default 2,000. */
  readonly maxPairs?: number;
}

/** Errors by class; classes without errors are absent. */
export type ErrorCounts = Readonly<Partial<Record<ErrorClass, number>>>;

/** What failed since the start. */
export interface ErrorSnapshot {
  /** Epoch milliseconds from which errors count. */
  readonly from: number;
  /** Epoch milliseconds of the snapshot. */
  readonly to: number;
  readonly total: number;
  readonly byClass: ErrorCounts;
  /** Most errors first. */
  readonly groups: readonly ErrorGroup[];
  /** Groups forgotten for want of room; their errors stay in `total` and `byClass`. */
  readonly evictedGroups: number;
  /** Errors of the forgotten groups. */
  readonly evictedErrors: number;
  /** Inference calls made again, by a retry wrapper or by the client itself. */
  readonly retriedCalls: number;
  /** The part of `retriedCalls` that went well. */
  readonly recoveredCalls: number;
}

/**
 * Groups failures by fingerprint. Counted: inference calls, tools and retrievers with status `error`, calls that a
 * budget blocked, and chains, agents and other steps whose failure no step below them explains
 * (see RepeatedFailures). Not counted: cancelled and abandoned steps, and single attempts of a call.
 */
export class ErrorTracker {
  readonly #startedAt: number;
  readonly #maxGroups: number;
  /** In order of the last error, oldest first. */
  readonly #groups = new Map<string, ErrorGroupTotals>();
  readonly #counts = new Map<ErrorClass, number>();
  readonly #repeated: RepeatedFailures;
  readonly #userRoom: UserRoom;
  #evictedGroups = 0;
  #evictedErrors = 0;
  #retriedCalls = 0;
  #recoveredCalls = 0;

  constructor(options: ErrorTrackerOptions) {
    this.#startedAt = options.startedAt;
    this.#maxGroups = Math.max(1, options.maxGroups ?? 500);
    this.#repeated = new RepeatedFailures(Math.max(1, options.maxPairs ?? 2_000));
    this.#userRoom = { left: options.maxUsers ?? 20_000 };
  }

  /** Counts a failed record; all others only tell whether a retry went well. */
  onRecord(record: SpanRecord): void {
    if (record.attempt !== undefined && record.attempt > 1) this.#countRetry(record, 1);
    if (!isFailure(record)) return;
    const event = errorEventOf(record, endTimeMs(record));
    if (event === undefined) return;
    const crowdedOut = isLeaf(record)
      ? this.#repeated.explain(record.traceId, event.fingerprint)
      : this.#repeated.wait(record.traceId, event);
    if (crowdedOut !== undefined) this.#count(crowdedOut);
    if (isLeaf(record)) this.#count(event);
  }

  /** Replaces a record that was seen (an abandoned call that ended after all) by its later version. */
  onCorrection(previous: SpanRecord, next: SpanRecord): void {
    if (previous.attempt !== undefined && previous.attempt > 1) this.#countRetry(previous, -1);
    if (isFailure(previous) && isLeaf(previous)) this.#takeBack(previous);
    this.onRecord(next);
  }

  /** The errors as copies that no later record changes. `now` is epoch milliseconds. */
  snapshot(now: number): ErrorSnapshot {
    const waiting = this.#repeated.waiting();
    const counts = new Map(this.#counts);
    for (const event of waiting) counts.set(event.class, (counts.get(event.class) ?? 0) + 1);
    const byClass = [...counts]
      .filter(([, count]) => count > 0)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return {
      from: this.#startedAt,
      to: now,
      total: byClass.reduce((sum, [, count]) => sum + count, 0),
      byClass: Object.fromEntries(byClass),
      groups: this.#groupViews(waiting),
      evictedGroups: this.#evictedGroups,
      evictedErrors: this.#evictedErrors,
      retriedCalls: this.#retriedCalls,
      recoveredCalls: this.#recoveredCalls,
    };
  }

  #groupViews(waiting: readonly ErrorEvent[]): ErrorGroup[] {
    const waitingByPrint = new Map<string, ErrorEvent[]>();
    for (const event of waiting) {
      const same = waitingByPrint.get(event.fingerprint);
      if (same === undefined) waitingByPrint.set(event.fingerprint, [event]);
      else same.push(event);
    }
    const views = [...this.#groups].map(([fingerprint, group]) =>
      group.view(waitingByPrint.get(fingerprint)),
    );
    for (const [fingerprint, events] of waitingByPrint) {
      const [first] = events;
      if (first === undefined || this.#groups.has(fingerprint)) continue;
      views.push(new ErrorGroupTotals(first, { left: 0 }).view(events));
    }
    return views.sort(
      (a, b) => b.count - a.count || b.lastSeen - a.lastSeen || (a.fingerprint < b.fingerprint ? -1 : 1),
    );
  }

  #count(event: ErrorEvent): void {
    this.#counts.set(event.class, (this.#counts.get(event.class) ?? 0) + 1);
    const group = this.#groups.get(event.fingerprint) ?? new ErrorGroupTotals(event, this.#userRoom);
    group.add(event);
    this.#groups.delete(event.fingerprint);
    this.#groups.set(event.fingerprint, group);
    if (this.#groups.size > this.#maxGroups) this.#evictOldest();
  }

  #evictOldest(): void {
    for (const [fingerprint, group] of this.#groups) {
      this.#evictedGroups += 1;
      this.#evictedErrors += group.view().count;
      group.dispose();
      this.#groups.delete(fingerprint);
      return;
    }
  }

  #takeBack(record: SpanRecord): void {
    const event = errorEventOf(record, endTimeMs(record));
    if (event === undefined) return;
    this.#counts.set(event.class, (this.#counts.get(event.class) ?? 0) - 1);
    const group = this.#groups.get(event.fingerprint);
    if (group === undefined || group.takeBack(event) > 0) return;
    group.dispose();
    this.#groups.delete(event.fingerprint);
  }

  #countRetry(record: SpanRecord, sign: 1 | -1): void {
    if (!isInference(record.kind) && !isAttemptOfCall(record)) return;
    if (record.status === "running" || record.status === "blocked") return;
    this.#retriedCalls += sign;
    if (record.status === "ok") this.#recoveredCalls += sign;
  }
}

function isFailure(record: SpanRecord): boolean {
  return (record.status === "error" || record.status === "blocked") && !isAttemptOfCall(record);
}

/** Steps that fail by themselves; chains and agents fail because of what they call. */
function isLeaf(record: SpanRecord): boolean {
  return isInference(record.kind) || record.kind === "tool" || record.kind === "retriever";
}
