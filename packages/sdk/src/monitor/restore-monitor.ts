import type { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { restoreLedger, writtenOff } from "../budget/restore-ledger.ts";
import type { ActiveConcerns } from "../concerns/concerns.ts";
import type { Journal } from "../journal/journal.ts";
import type { RecordHub } from "./record-hub.ts";
import { type RestoredTotals, restoreTotals } from "./restore-totals.ts";

/** What is filled from the journal at the start. */
export interface RestoredParts {
  readonly journal: Journal | undefined;
  readonly ledger: MemoryLedger;
  readonly concerns: ActiveConcerns;
  readonly hub: RecordHub;
  readonly now: number;
}

/** The journal knows what was spent and counted before this process; calls that died with theirs are written off. */
export function restoreMonitor({ journal, ledger, concerns, hub, now }: RestoredParts): RestoredTotals {
  if (!journal) return { from: now, badLines: 0 };
  const sources = journal.sources();
  const { orphans, foreignOrphans } = restoreLedger(ledger, sources);
  const restored = restoreTotals(concerns, sources, now);
  for (const orphan of orphans) {
    const record = writtenOff(orphan);
    hub.onRecord(record, now);
    ledger.restoreRecord(record);
  }
  for (const orphan of foreignOrphans) hub.observe(writtenOff(orphan), now);
  ledger.acknowledgeThresholds(now);
  return restored;
}
