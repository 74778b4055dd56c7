import type { Settlement } from "@breakwater/core/budget/ledger";
import type { SpanBudget, SpanRecord } from "@breakwater/core/record/span-record";
import type { RunOutcome } from "./call-outcome.ts";
import type { OpenRun, RunHold } from "./open-run.ts";
import { durationMs, type RecordOrigin, type RecordRedaction, recordOfRun } from "./record-of-run.ts";

/** The line that is written ahead for a call that holds budget. */
export function runningRecord(run: OpenRun, origin: RecordOrigin): SpanRecord {
  const { hold } = run;
  return {
    ...recordOfRun(run, origin),
    status: "running",
    ...(hold?.bound.kind === "unpriced" && { cost: { source: "unpriced", reason: "unknown_model" } }),
    ...(hold && { budget: { heldNanos: hold.nanos, ...boundednessOf(hold) } }),
  };
}

/** What the record of an ended run takes besides the run itself. `now` is in epoch milliseconds. */
export interface Recording {
  readonly origin: RecordOrigin;
  readonly redaction?: RecordRedaction | undefined;
  readonly now: number;
}

/** The record of a run that has ended. */
export function endedRecord(run: OpenRun, outcome: RunOutcome, recording: Recording): SpanRecord {
  const { origin, redaction, now } = recording;
  const { firstTextAt } = run;
  const { status, error } = outcome;
  // A denial is in our own words.
  const isForeign = redaction !== undefined && error !== undefined && status !== "blocked";
  return {
    ...recordOfRun(run, origin),
    durationMs: durationMs(run.startedAt, now),
    ...(firstTextAt !== undefined && { timeToFirstTokenMs: durationMs(run.startedAt, firstTextAt) }),
    ...outcome,
    ...(isForeign && { error: redaction.error(error) }),
  };
}

/** Adds what the budgets took for a call. */
export function withCharge(run: OpenRun, record: SpanRecord): SpanRecord {
  if (!run.hold) return record;
  const nanos = costNanos(record);
  const charged = nanos !== undefined && { chargedNanos: nanos };
  return { ...record, budget: { heldNanos: run.hold.nanos, ...charged, ...boundednessOf(run.hold) } };
}

function boundednessOf({
  isBounded,
  fittedOutputTokens,
}: RunHold): Pick<SpanBudget, "isBounded" | "fittedOutputTokens"> {
  return { isBounded, ...(fittedOutputTokens !== undefined && { fittedOutputTokens }) };
}

/** What the budgets are told at the end of a call. */
export function settlementOf(record: SpanRecord): Settlement {
  const nanos = costNanos(record);
  return nanos === undefined ? { kind: "unpriced" } : { kind: "charge", nanos };
}

/** Nothing for an unpriced call: each budget charges its own flat amount. */
function costNanos({ cost }: SpanRecord): number | undefined {
  if (!cost) return 0;
  return cost.source === "unpriced" ? undefined : cost.totalNanos;
}
