/** How totals of one sort are made, added up and ranked. */
export interface TotalsKind<T> {
  /** New totals of nothing. */
  create(): T;
  /** Adds `from` to `into`; `from` is not used again by the caller that owns it. */
  fold(into: T, from: T): void;
  /** Negative when `a` matters less than `b`: what matters least loses its own key first. */
  compare(a: T, b: T): number;
}

/** Key of everything that has lost its own key. */
export const OTHER_KEY = "(other)";
/** Key of what carries no value for a dimension, such as calls without a user. */
export const NONE_KEY = "(none)";

const LONGEST_KEY = 200;

/**
 * Totals by key, for at most `maxKeys` keys. When they run out, the half that matters least is folded into
 * `(other)`, so the sum over all keys is always exact and the biggest keys keep their names. A key that was folded
 * and comes back starts anew: its total is then too low by what was folded, which `foldedKeys` makes known.
 */
export class BoundedTotals<T> {
  readonly #kind: TotalsKind<T>;
  readonly #maxKeys: number;
  readonly #totals = new Map<string, T>();
  #other: T | undefined;
  #foldedKeys = 0;

  constructor(kind: TotalsKind<T>, maxKeys: number) {
    this.#kind = kind;
    this.#maxKeys = Math.max(2, maxKeys);
  }

  /** The totals of a key, to be changed in place; made on first use. Keys are cut at 200 UTF-16 units. */
  at(key: string): T {
    const found = this.#totals.get(key);
    return found === undefined ? this.#make(key) : found;
  }

  /** Adds all totals of another instance. */
  fold(from: BoundedTotals<T>): void {
    for (const [key, totals] of from.#totals) this.#kind.fold(this.at(key), totals);
    if (from.#other !== undefined) this.#kind.fold(this.#otherTotals(), from.#other);
    this.#foldedKeys += from.#foldedKeys;
  }

  /** Every key with its totals, `(other)` excluded, in no particular order. */
  entries(): IterableIterator<[string, T]> {
    return this.#totals.entries();
  }

  /** Totals of all that has no key of its own; undefined when there is none. */
  get other(): T | undefined {
    return this.#other;
  }

  /** How many times a key was folded into `(other)`; 0 means that every total is exact. */
  get foldedKeys(): number {
    return this.#foldedKeys;
  }

  #make(key: string): T {
    if (key === OTHER_KEY) return this.#otherTotals();
    if (key.length > LONGEST_KEY) return this.at(`${key.slice(0, LONGEST_KEY - 1)}…`);
    if (this.#totals.size >= this.#maxKeys) this.#foldLightestHalf();
    const made = this.#kind.create();
    this.#totals.set(key, made);
    return made;
  }

  #foldLightestHalf(): void {
    const lightestFirst = [...this.#totals].sort((a, b) => this.#kind.compare(a[1], b[1]));
    const other = this.#otherTotals();
    for (const [key, totals] of lightestFirst.slice(0, Math.ceil(this.#maxKeys / 2))) {
      this.#kind.fold(other, totals);
      this.#totals.delete(key);
      this.#foldedKeys += 1;
    }
  }

  #otherTotals(): T {
    this.#other ??= this.#kind.create();
    return this.#other;
  }
}
