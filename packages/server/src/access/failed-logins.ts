import type { Clock } from "@breakwater/core/time/clock";

/** Failures of one address within the window before it must wait. */
const MAX_FAILURES = 10;
const WINDOW_MS = 10 * 60_000;
/** Addresses remembered; beyond it the one longest remembered is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Slows down guessing: an address with too many failed logins waits until its window has passed. */
export class FailedLogins {
  readonly #clock: Clock;
  /** In order of their first failure. */
  readonly #byAddress = new Map<string, { count: number; readonly since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds that an address must wait; 0 when it may try. */
  waitMs(address: string): number {
    const failures = this.#byAddress.get(address);
    if (failures === undefined) return 0;
    const left = failures.since + WINDOW_MS - this.#clock.now();
    if (left <= 0) this.#byAddress.delete(address);
    return failures.count >= MAX_FAILURES ? Math.max(0, left) : 0;
  }

  /** Notes a failure. */
  note(address: string): void {
    const failures = this.waitMs(address) === 0 ? this.#byAddress.get(address) : undefined;
    if (failures !== undefined) {
      failures.count += 1;
      return;
    }
    if (this.#byAddress.has(address)) return;
    const [oldest] = this.#byAddress.keys();
    if (oldest !== undefined && this.#byAddress.size >= MAX_ADDRESSES) this.#byAddress.delete(oldest);
    this.#byAddress.set(address, { count: 1, since: this.#clock.now() });
  }

  /** A login that succeeded clears what was noted. */
  clear(address: string): void {
    this.#byAddress.delete(address);
  }
}
