import { type BudgetAccount, createTally } from "./budget-account.ts";
import {
  accountSignature,
  type BudgetDefinition,
  type CallFacts,
  keyOfCall,
  matchesCall,
} from "./budget-definition.ts";

interface Shelf {
  readonly definition: BudgetDefinition;
  readonly signature: string;
  /** By key text, least recently used first. */
  readonly accounts: Map<string, BudgetAccount>;
}

/** How many of the longest unused accounts are looked at when room is needed. */
const EVICTION_SAMPLE = 64;

/** The accounts of all budgets, found by call; bounded. */
export class AccountBook {
  readonly #shelves: readonly Shelf[];
  readonly #maxKeys: number;
  #size = 0;
  #evicted: number;

  constructor(
    budgets: readonly BudgetDefinition[],
    maxKeys: number,
    kept: ReadonlyMap<string, Shelf> = new Map(),
  ) {
    this.#maxKeys = maxKeys;
    this.#evicted = 0;
    this.#shelves = budgets.map((definition) => {
      const signature = accountSignature(definition);
      const accounts = kept.get(signature)?.accounts ?? new Map<string, BudgetAccount>();
      for (const account of accounts.values()) account.definition = definition;
      this.#size += accounts.size;
      return { definition, signature, accounts };
    });
  }

  get budgets(): readonly BudgetDefinition[] {
    return this.#shelves.map((shelf) => shelf.definition);
  }

  get size(): number {
    return this.#size;
  }

  get evicted(): number {
    return this.#evicted;
  }

  /** The accounts that a call draws on, created where they do not exist yet, in the order of the budgets. */
  accountsFor(facts: CallFacts, now: number): BudgetAccount[] {
    const accounts: BudgetAccount[] = [];
    for (const shelf of this.#shelves) {
      if (!matchesCall(shelf.definition.match, facts)) continue;
      accounts.push(this.#account(shelf, keyOfCall(shelf.definition.per, facts), now));
    }
    return accounts;
  }

  accountBySignature(signature: string, key: Readonly<Record<string, string>>): BudgetAccount | undefined {
    const shelf = this.#shelves.find((candidate) => candidate.signature === signature);
    return shelf && this.#account(shelf, key, 0);
  }

  accountsOf(budget: BudgetDefinition): BudgetAccount[] {
    return [...(this.#shelves.find((shelf) => shelf.definition === budget)?.accounts.values() ?? [])];
  }

  *accounts(): Generator<BudgetAccount> {
    for (const shelf of this.#shelves) yield* shelf.accounts.values();
  }

  signatureOf(account: BudgetAccount): string {
    return this.#shelves.find((shelf) => shelf.definition === account.definition)?.signature ?? "";
  }

  signatures(): ReadonlySet<string> {
    return new Set(this.#shelves.map((shelf) => shelf.signature));
  }

  /** The book for other budgets, keeping the accounts of those that only changed their limit or manners. */
  reconfigured(budgets: readonly BudgetDefinition[]): { book: AccountBook; added: ReadonlySet<string> } {
    const kept = new Map(this.#shelves.map((shelf) => [shelf.signature, shelf]));
    const book = new AccountBook(budgets, this.#maxKeys, kept);
    book.#evicted = this.#evicted;
    const added = new Set([...book.signatures()].filter((signature) => !kept.has(signature)));
    return { book, added };
  }

  #account(shelf: Shelf, key: Readonly<Record<string, string>>, now: number): BudgetAccount {
    const name = nameOfKey(shelf.definition, key);
    const known = shelf.accounts.get(name);
    if (known) {
      if (shelf.definition.per.length > 0) {
        shelf.accounts.delete(name);
        shelf.accounts.set(name, known);
      }
      return known;
    }
    if (this.#size >= this.#maxKeys) this.#makeRoom(shelf, now);
    const account = { key, tally: createTally(shelf.definition.window), definition: shelf.definition };
    shelf.accounts.set(name, account);
    this.#size += 1;
    return account;
  }

  /** Gives up an account whose window is over, else the one of the sample that has spent the least. */
  #makeRoom(shelf: Shelf, now: number): void {
    const sample: [string, BudgetAccount][] = [];
    for (const entry of shelf.accounts) {
      if (sample.push(entry) >= EVICTION_SAMPLE) break;
    }
    const idle = sample.find(([, account]) => account.tally.isIdle(now));
    const [victim] = idle
      ? [idle]
      : sample
          .filter(([, account]) => account.tally.stateAt(now).held === 0)
          .sort(([, a], [, b]) => a.tally.stateAt(now).spent - b.tally.stateAt(now).spent);
    if (!victim) return;
    shelf.accounts.delete(victim[0]);
    this.#size -= 1;
    if (!idle) this.#evicted += 1;
  }
}

function nameOfKey(budget: BudgetDefinition, key: Readonly<Record<string, string>>): string {
  const [only] = budget.per;
  if (only === undefined) return "";
  if (budget.per.length === 1) return key[only] ?? "";
  return JSON.stringify(budget.per.map((dimension) => key[dimension]));
}
