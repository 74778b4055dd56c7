import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { RunOutcome } from "./call-outcome.ts";
import type { OpenRun } from "./open-run.ts";
import { durationMs, type RecordOrigin, recordOfRun } from "./record-of-run.ts";

/** The line that is written ahead for a call that holds budget. */
export function runningRecord(run: OpenRun, origin: RecordOrigin): SpanRecord {
  const { hold } = run;
  return {
    ...recordOfRun(run, origin),
    status: "running",
    ...(hold?.bound.kind === "unpriced" && { cost: { source: "unpriced", reason: "unknown_model" } }),
    ...(hold && { budget: { heldNanos: hold.nanos, isBounded: hold.isBounded } }),
  };
}

/** The record of a run that has ended. */
export function endedRecord(
  run: OpenRun,
  outcome: RunOutcome,
  { origin, now }: { readonly origin: RecordOrigin; readonly now: number },
): SpanRecord {
  const { firstTextAt } = run;
  return {
    ...recordOfRun(run, origin),
    durationMs: durationMs(run.startedAt, now),
    ...(firstTextAt !== undefined && { timeToFirstTokenMs: durationMs(run.startedAt, firstTextAt) }),
    ...outcome,
  };
}

/** Adds what the budgets took for a call. */
export function withCharge(run: OpenRun, record: SpanRecord): SpanRecord {
  if (!run.hold) return record;
  const nanos = costNanos(record);
  const { isBounded, nanos: heldNanos } = run.hold;
  return {
    ...record,
    budget: { heldNanos, ...(nanos !== undefined && { chargedNanos: nanos }), isBounded },
  };
}

/** Nothing for an unpriced call: each budget charges its own flat amount. */
export function costNanos({ cost }: SpanRecord): number | undefined {
  if (!cost) return 0;
  return cost.source === "unpriced" ? undefined : cost.totalNanos;
}
