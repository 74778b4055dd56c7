/**
 * A bounded map that keeps what is used: entries live in a young and an old generation; when the young one is
 * full, it becomes the old one and what was in the old one is forgotten. Cheaper on a hit than a strict LRU, and
 * an entry read at least once per `capacity` new ones is never lost. Holds at most `2 * capacity` entries.
 */
export class GenerationCache<Value> {
  readonly #capacity: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** @param capacity entries per generation, at least 1. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, Math.floor(capacity));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const kept = this.#old.get(key);
    if (kept !== undefined) {
      this.#old.delete(key);
      this.set(key, kept);
    }
    return kept;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#capacity && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(key);
    this.#young.set(key, value);
  }
}
