import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { CallTracker } from "../../calls/call-tracker.ts";
import type { JournalSource } from "../../journal/journal.ts";
import { takeSnapshot } from "../ledger-snapshot.ts";

const PRICES = createPriceBook({});

/** A checkpoint as it comes back from disk, and how many lines it accounts for. */
export interface SavedCheckpoint {
  readonly lineCount: number;
  readonly state: unknown;
}

/** A call path without a disk: tracker and ledger are the real ones, the journal is a list. */
export class LedgerRig {
  readonly clock = createFakeClock();
  readonly ledger: MemoryLedger;
  readonly tracker: CallTracker;
  readonly lines: string[] = [];
  checkpoint: SavedCheckpoint | undefined;

  /** `beforeAppend` is called when all earlier lines are in the journal and in the ledger. */
  constructor(budgets: readonly BudgetDefinition[], beforeAppend: () => void = () => {}) {
    this.ledger = new MemoryLedger({ budgets });
    const append = (record: SpanRecord): void => {
      this.lines.push(encodeRecord(record));
    };
    const checkedAppend = (record: SpanRecord): void => {
      beforeAppend();
      append(record);
    };
    this.tracker = new CallTracker({
      clock: this.clock,
      ledger: this.ledger,
      prices: PRICES,
      origin: { environment: "production" },
      settings: { abandonAfterMs: 600_000, defaultMaxOutputTokens: 500, maxOpenRuns: 6 },
      listener: {
        onRunning: append,
        onRecord: checkedAppend,
        onCorrection: (_previous, next) => checkedAppend(next),
        onBudgetNotices: () => {},
      },
    });
  }

  /** Saves the ledger's state, through JSON as a file would. */
  saveCheckpoint(): void {
    const state: unknown = JSON.parse(JSON.stringify(takeSnapshot(this.ledger, this.tracker)));
    this.checkpoint = { lineCount: this.lines.length, state };
  }
}

/** A slot of a journal that holds `lines`. */
export function sourceOf(lines: readonly string[], changes: Partial<JournalSource> = {}): JournalSource {
  return {
    slot: 1,
    isOwn: true,
    isLive: false,
    state: undefined,
    linesAfterState: () => lines,
    allLines: () => lines,
    ...changes,
  };
}
