import type { AccountSnapshot, MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { z } from "zod";
import type { CallTracker } from "../calls/call-tracker.ts";

/** The ledger at a point of the journal: what restores spend whose records have been rotated away. */
export interface LedgerSnapshot {
  /** Signatures of the budgets that were configured; others must be restored from records. */
  readonly signatures: readonly string[];
  readonly accounts: readonly AccountSnapshot[];
  /** Calls in flight that hold budget. */
  readonly running: readonly SpanRecord[];
  /** Calls given up for lost whose end may still come. */
  readonly abandoned: readonly SpanRecord[];
}

const recordShape = z.custom<SpanRecord>((value) => typeof value === "object" && value !== null);

const snapshotShape = z.object({
  signatures: z.array(z.string()),
  accounts: z.array(
    z.object({
      signature: z.string(),
      key: z.record(z.string(), z.string()),
      spent: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  running: z.array(recordShape),
  abandoned: z.array(recordShape),
});

/** The ledger as it stands. */
export function takeSnapshot(ledger: MemoryLedger, tracker: CallTracker): LedgerSnapshot {
  return {
    signatures: [...ledger.signatures()],
    accounts: ledger.snapshot(),
    running: tracker.heldRecords(),
    abandoned: tracker.abandonedRecords(),
  };
}

/** A snapshot read back from disk, or undefined when it is none. */
export function parseSnapshot(state: unknown): LedgerSnapshot | undefined {
  const parsed = snapshotShape.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}
