import type { Clock } from "@breakwater/core/time/clock";
import { hashOf } from "./api-key.ts";
import { FailedLogins } from "./failed-logins.ts";

/** Pairs of an address and a good key that are remembered; beyond it the one longest remembered is forgotten. */
const MAX_GOOD = 10_000;

/**
 * Slows down guessing of the keys that requests carry. An address with too many wrong ones waits, but for the keys that
 * it has used before: one sender with an old key must not silence the others behind the same address.
 */
export class FailedKeys {
  readonly #failures: FailedLogins;
  readonly #good = new Set<string>();

  constructor(clock: Clock) {
    this.#failures = new FailedLogins(clock);
  }

  /** Milliseconds until a key from an address is looked at; 0 for now. */
  waitMs(address: string, key: string): number {
    const waitMs = this.#failures.waitMs(address);
    return waitMs > 0 && this.#good.has(pairOf(address, key)) ? 0 : waitMs;
  }

  /** Notes whether a key that was looked at is one. */
  note(address: string, key: string, isKnown: boolean): void {
    const pair = pairOf(address, key);
    this.#good.delete(pair);
    if (!isKnown) {
      this.#failures.note(address);
      return;
    }
    this.#good.add(pair);
    const [oldest] = this.#good;
    if (oldest !== undefined && this.#good.size > MAX_GOOD) this.#good.delete(oldest);
  }
}

function pairOf(address: string, key: string): string {
  return `${address} ${hashOf(key)}`;
}
