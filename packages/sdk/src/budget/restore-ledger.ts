import type { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { factsOfRecord, settlementOfRecord } from "@breakwater/core/budget/record-charge";
import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { JournalSource } from "../journal/journal.ts";
import { type LedgerSnapshot, parseSnapshot } from "./ledger-snapshot.ts";
import { RecordReplay } from "./record-replay.ts";

/** What a restore found. */
export interface RestoredLedger {
  /** Calls of the own slot that held budget when its last process died: to be charged and written off by the caller. */
  readonly orphans: readonly SpanRecord[];
  /**
   * The same of slots that nobody owns now; charged already. Who takes the slot over writes them off: if everyone
   * did, each would count them once more.
   */
  readonly foreignOrphans: readonly SpanRecord[];
  /** Lines that are no record. */
  readonly badLines: number;
}

/**
 * Brings a ledger to where the journal left it: the snapshot of each source plus the records after it; for budgets
 * that no snapshot knows, all records that are kept.
 * @param onlyBudgets signatures of the budgets to restore; all when absent.
 */
export function restoreLedger(
  ledger: MemoryLedger,
  sources: readonly JournalSource[],
  onlyBudgets: ReadonlySet<string> = ledger.signatures(),
): RestoredLedger {
  const replay = new RecordReplay();
  const isOwnCall = new Map<SpanRecord, boolean>();
  let badLines = 0;
  for (const source of sources) {
    // A living process ends its calls itself.
    const pairing = source.isLive ? new RecordReplay() : replay;
    restoreSource(ledger, source, { pairing, onlyBudgets });
    if (source.isLive) badLines += pairing.badLines;
    for (const call of replay.running) if (!isOwnCall.has(call)) isOwnCall.set(call, source.isOwn);
  }
  const foreignOrphans = replay.running.filter((call) => !isOwnCall.get(call));
  for (const orphan of foreignOrphans) {
    restoreRecord(ledger, writtenOff(orphan), { isForeign: true, onlySignatures: onlyBudgets, sign: 1 });
  }
  const orphans = replay.running.filter((call) => isOwnCall.get(call));
  return { orphans, foreignOrphans, badLines: badLines + replay.badLines };
}

interface RestoreSource {
  readonly pairing: RecordReplay;
  readonly onlyBudgets: ReadonlySet<string>;
}

function restoreSource(
  ledger: MemoryLedger,
  source: JournalSource,
  { pairing, onlyBudgets }: RestoreSource,
): void {
  const snapshot = parseSnapshot(source.state);
  const known = new Set(snapshot?.signatures.filter((signature) => onlyBudgets.has(signature)));
  const unknown = new Set([...onlyBudgets].filter((signature) => !known.has(signature)));
  if (snapshot) {
    takeOver(ledger, snapshot, { known, isForeign: !source.isOwn });
    pairing.resume(snapshot.running, snapshot.abandoned);
    charge(ledger, source.linesAfterState(), { replay: pairing, onlySignatures: known, source });
  }
  if (unknown.size > 0) {
    const scan = snapshot ? new RecordReplay() : pairing;
    charge(ledger, source.allLines(), { replay: scan, onlySignatures: unknown, source });
  }
}

interface TakeOver {
  readonly known: ReadonlySet<string>;
  readonly isForeign: boolean;
}

function takeOver(ledger: MemoryLedger, snapshot: LedgerSnapshot, { known, isForeign }: TakeOver): void {
  const accounts = snapshot.accounts.filter(({ signature }) => known.has(signature));
  ledger.restoreSnapshot(accounts, isForeign);
}

interface ChargeFrom {
  readonly replay: RecordReplay;
  readonly onlySignatures: ReadonlySet<string>;
  readonly source: JournalSource;
}

function charge(ledger: MemoryLedger, lines: Iterable<string>, from: ChargeFrom): void {
  const isForeign = !from.source.isOwn;
  const { onlySignatures } = from;
  for (const line of lines) {
    if (!mayCarryCharge(line)) continue;
    const event = from.replay.feed(line);
    if (!event) continue;
    if (event.kind === "corrected")
      restoreRecord(ledger, event.previous, { isForeign, onlySignatures, sign: -1 });
    restoreRecord(ledger, event.record, { isForeign, onlySignatures, sign: 1 });
  }
}

/** Most lines of a chain are prompts, parsers and tools: they are never charged and need not be parsed. */
function mayCarryCharge(line: string): boolean {
  return line.includes('"kind":"llm"') || line.includes('"kind":"embedding"');
}

interface RestoreRecord {
  readonly isForeign: boolean;
  readonly onlySignatures: ReadonlySet<string>;
  readonly sign: 1 | -1;
}

function restoreRecord(ledger: MemoryLedger, record: SpanRecord, how: RestoreRecord): void {
  const settlement = settlementOfRecord(record);
  if (settlement)
    ledger.restoreCharge(factsOfRecord(record), epochMsOf(record.startTime), { settlement, ...how });
}

/** The end of a call whose process died: its hold becomes its charge. */
export function writtenOff(orphan: SpanRecord): SpanRecord {
  const heldNanos = orphan.budget?.heldNanos ?? 0;
  const isUnpriced = orphan.cost?.source === "unpriced";
  return {
    ...orphan,
    status: "abandoned",
    usageSource: "estimated",
    cost: isUnpriced
      ? { source: "unpriced", reason: "unknown_model" }
      : {
          source: "priced",
          totalNanos: heldNanos,
          inputNanos: heldNanos,
          outputNanos: 0,
          catalogue: "hold",
          flags: ["charged_whole_hold", "process_died"],
        },
    budget: { ...orphan.budget, heldNanos, ...(isUnpriced ? {} : { chargedNanos: heldNanos }) },
  };
}
