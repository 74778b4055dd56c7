import { epochMsOf } from "../record/record-time.ts";
import type { SpanRecord } from "../record/span-record.ts";
import { AccountBook } from "./account-book.ts";
import type { BudgetAccount } from "./budget-account.ts";
import type { BudgetDefinition, CallFacts } from "./budget-definition.ts";
import { windowLabel } from "./budget-definition.ts";
import type { BudgetStatus } from "./budget-status.ts";
import type {
  BudgetNotice,
  CallBound,
  EndedCall,
  Ledger,
  ReserveOutcome,
  ReserveRequest,
  Settlement,
} from "./ledger.ts";
import { exhaustedNotice, thresholdNotices } from "./notices.ts";
import { factsOfRecord, settlementOfRecord } from "./record-charge.ts";
import { denialOf, isShort, requestedOf, roomOf, type Shortage } from "./shortage.ts";

/** A call in flight that holds budget. */
export interface HeldCall {
  readonly holdId: string;
  readonly facts: CallFacts;
  readonly startedAt: number;
  readonly bound: CallBound;
}

interface Hold extends HeldCall {
  readonly entries: readonly HoldEntry[];
}

interface HoldEntry {
  readonly account: BudgetAccount;
  readonly nanos: number;
}

/** Options of a {@link MemoryLedger}. */
export interface MemoryLedgerOptions {
  readonly budgets: readonly BudgetDefinition[];
  /** Keys (users and so on) tracked at most over all budgets; idle and small ones give way. Default 250,000. */
  readonly maxKeys?: number;
}

/** Spend of one budget account by window, for a snapshot that outlives the journal's retention. */
export interface AccountSnapshot {
  readonly signature: string;
  readonly key: Readonly<Record<string, string>>;
  /** `[epochMs inside the window, nanos]`. */
  readonly spent: readonly (readonly [number, number])[];
}

/**
 * The ledger of one process. Synchronous, so check and reservation are one step and no interleaving of calls can
 * pass a limit: at any moment `spent + held <= limit` for every blocking budget, as long as calls end within
 * their bound.
 */
export class MemoryLedger implements Ledger {
  #book: AccountBook;
  readonly #maxKeys: number;
  readonly #holds = new Map<string, Hold>();

  constructor(options: MemoryLedgerOptions) {
    this.#maxKeys = options.maxKeys ?? 250_000;
    this.#book = new AccountBook(options.budgets, this.#maxKeys);
  }

  /** Number of budgets; 0 means that calls need not be reserved at all. */
  get budgetCount(): number {
    return this.#book.budgets.length;
  }

  reserve(request: ReserveRequest): ReserveOutcome {
    if (this.#holds.has(request.holdId)) return { outcome: "held", heldNanos: 0, budgets: 0 };
    const accounts = this.#book.accountsFor(request.facts, request.startedAt);
    const shortage = findShortage(accounts, request);
    if (shortage) return this.#deny(shortage, request);
    const entries = accounts.map((account) => ({
      account,
      nanos: requestedOf(account.definition, request.bound),
    }));
    for (const { account, nanos } of entries) account.tally.addHeld(request.startedAt, nanos);
    const { holdId, facts, startedAt, bound } = request;
    if (entries.length > 0) this.#holds.set(holdId, { holdId, facts, startedAt, bound, entries });
    const heldNanos = Math.max(0, ...entries.map((entry) => entry.nanos));
    return { outcome: "held", heldNanos, budgets: entries.length };
  }

  room(facts: CallFacts, startedAt: number): number | undefined {
    let least: number | undefined;
    for (const account of this.#book.accountsFor(facts, startedAt)) {
      const own = roomOf(account, startedAt);
      if (own !== undefined && (least === undefined || own < least)) least = own;
    }
    return least;
  }

  settle(holdId: string, settlement: Settlement): readonly BudgetNotice[] {
    const hold = this.#holds.get(holdId);
    if (!hold) return [];
    this.#holds.delete(holdId);
    const notices: BudgetNotice[] = [];
    for (const { account, nanos } of hold.entries) {
      account.tally.addHeld(hold.startedAt, -nanos);
      account.tally.addSpent(hold.startedAt, chargeOf(account.definition, settlement), false);
      notices.push(...thresholdNotices(account, hold.startedAt));
    }
    return notices;
  }

  correct({ facts, startedAt }: EndedCall, from: Settlement, to: Settlement): void {
    for (const { definition, tally } of this.#book.accountsFor(facts, startedAt)) {
      tally.addSpent(startedAt, chargeOf(definition, to) - chargeOf(definition, from), false);
    }
  }

  /** Takes over a charge from the journal; announces nothing. `isForeign` = another process's journal keeps it. */
  restoreCharge(facts: CallFacts, startedAt: number, options: RestoredCharge): void {
    const { settlement, isForeign = false, sign = 1 } = options;
    for (const account of this.#book.accountsFor(facts, startedAt)) {
      if (options.onlySignatures && !options.onlySignatures.has(this.#book.signatureOf(account))) continue;
      account.tally.addSpent(startedAt, sign * chargeOf(account.definition, settlement), isForeign);
    }
  }

  /** Takes over the charge of a record of this process's own journal. */
  restoreRecord(record: SpanRecord): void {
    const settlement = settlementOfRecord(record);
    if (settlement) this.restoreCharge(factsOfRecord(record), epochMsOf(record.startTime), { settlement });
  }

  /** Takes over spend from a snapshot; accounts of budgets that are no longer configured are skipped. */
  restoreSnapshot(accounts: readonly AccountSnapshot[], isForeign: boolean): void {
    for (const { signature, key, spent } of accounts) {
      const account = this.#book.accountBySignature(signature, key);
      for (const [at, nanos] of account ? spent : []) account?.tally.addSpent(at, nanos, isForeign);
    }
  }

  /** Marks the shares already passed as announced, so that a restart repeats no notice. */
  acknowledgeThresholds(now: number): void {
    for (const account of this.#book.accounts()) thresholdNotices(account, now);
  }

  /** Own spend of all accounts, for {@link restoreSnapshot} in a later process. */
  snapshot(): AccountSnapshot[] {
    const accounts: AccountSnapshot[] = [];
    for (const account of this.#book.accounts()) {
      const spent = account.tally.ownSpend();
      if (spent.length > 0)
        accounts.push({ signature: this.#book.signatureOf(account), key: account.key, spent });
    }
    return accounts;
  }

  /** Signatures of the configured budgets: what a snapshot must hold to stand in for older journal files. */
  signatures(): ReadonlySet<string> {
    return this.#book.signatures();
  }

  /**
   * Replaces the budgets. Accounts of budgets that keep name, window, match and split keep their sums; calls in
   * flight are held in the new ones too.
   * @returns the signatures of budgets that start empty and want restoring.
   */
  configure(budgets: readonly BudgetDefinition[]): ReadonlySet<string> {
    const { book, added } = this.#book.reconfigured(budgets);
    this.#book = book;
    for (const [holdId, hold] of this.#holds) this.#holds.set(holdId, this.#rehold(hold, added));
    return added;
  }

  /** Where every account stands, fullest first within each budget, at most `perBudget` of each. */
  statuses(now: number, perBudget = 20): BudgetStatus[] {
    return this.#book.budgets.flatMap((budget) =>
      this.#book
        .accountsOf(budget)
        .map((account) => statusOf(account, now))
        .sort((a, b) => shareOf(b) - shareOf(a) || b.deniedCalls - a.deniedCalls)
        .slice(0, perBudget),
    );
  }

  /** Calls in flight, keys tracked, and keys that gave way for want of room. */
  stats(): { readonly holds: number; readonly keys: number; readonly evictedKeys: number } {
    return { holds: this.#holds.size, keys: this.#book.size, evictedKeys: this.#book.evicted };
  }

  #deny(shortage: Shortage, request: ReserveRequest): ReserveOutcome {
    const denial = denialOf(shortage, request.startedAt);
    if (request.isProvisional) return { outcome: "denied", denial, notices: [] };
    const { account } = shortage;
    account.tally.addDenied(request.startedAt);
    return { outcome: "denied", denial, notices: exhaustedNotice(account, request.startedAt) };
  }

  #rehold(hold: Hold, added: ReadonlySet<string>): Hold {
    const known = new Map(hold.entries.map((entry) => [entry.account, entry]));
    const entries = this.#book.accountsFor(hold.facts, hold.startedAt).map((account) => {
      const before = known.get(account);
      if (before && !added.has(this.#book.signatureOf(account))) return before;
      const nanos = requestedOf(account.definition, hold.bound);
      account.tally.addHeld(hold.startedAt, nanos);
      return { account, nanos };
    });
    return { ...hold, entries };
  }
}

/** How {@link MemoryLedger.restoreCharge} takes a charge over. */
export interface RestoredCharge {
  readonly settlement: Settlement;
  readonly isForeign?: boolean;
  /** -1 takes an earlier charge back. */
  readonly sign?: 1 | -1;
  /** Limits the charge to some budgets. */
  readonly onlySignatures?: ReadonlySet<string>;
}

function findShortage(accounts: readonly BudgetAccount[], request: ReserveRequest): Shortage | undefined {
  for (const account of accounts) {
    const shortage = isShort(account, request);
    if (shortage) return shortage;
  }
  return undefined;
}

function chargeOf(budget: BudgetDefinition, settlement: Settlement): number {
  if (settlement.kind === "charge") return settlement.nanos;
  return budget.unpriced.kind === "charge" ? budget.unpriced.nanos : 0;
}

function statusOf({ definition, key, tally }: BudgetAccount, now: number): BudgetStatus {
  const state = tally.stateAt(now);
  return {
    budget: definition.name,
    key,
    limitNanos: definition.limitNanos,
    spentNanos: state.spent,
    heldNanos: state.held,
    deniedCalls: tally.deniedAt(now),
    onExceed: definition.onExceed,
    windowStart: state.start,
    windowEnd: state.end,
    windowLabel: windowLabel(definition.window),
  };
}

function shareOf(status: BudgetStatus): number {
  return status.limitNanos === 0 ? 1 : (status.spentNanos + status.heldNanos) / status.limitNanos;
}
