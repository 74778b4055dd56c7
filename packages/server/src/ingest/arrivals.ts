import type { Clock } from "@breakwater/core/time/clock";

/** Logs or metrics of one name from one service, of which nothing is kept. */
export interface Arrival {
  readonly project: string;
  readonly signal: "logs" | "metrics";
  /** Empty when the sender does not say. */
  readonly service: string;
  /** Name of the event or the metric; empty for a plain log. */
  readonly name: string;
  /** By its name; `none` when it tells of no LLM. */
  readonly dialect: string;
  /** Log records or data points since the server started. */
  readonly count: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
}

/** Names come from outside; what was not seen for longest is forgotten beyond this. */
const MAX_ARRIVALS = 2_000;

/**
 * What has arrived lately and is not used, so that `/api/v1/status` and `breakwater doctor` can tell what, and from whom.
 * Counts only, in memory: the numbers of the conventions' metrics are those of the spans, and must not count twice.
 */
export class Arrivals {
  readonly #clock: Clock;
  /** From the one seen longest ago to the newest. */
  readonly #arrivals = new Map<string, Arrival>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(arrived: Omit<Arrival, "lastAt">): void {
    const { project, signal, service, name } = arrived;
    const key = JSON.stringify([project, signal, service, name]);
    const before = this.#arrivals.get(key)?.count ?? 0;
    this.#arrivals.delete(key);
    this.#arrivals.set(key, { ...arrived, count: before + arrived.count, lastAt: this.#clock.now() });
    for (const oldest of this.#arrivals.keys()) {
      if (this.#arrivals.size <= MAX_ARRIVALS) return;
      this.#arrivals.delete(oldest);
    }
  }

  /** Newest first. */
  list(project: string): Arrival[] {
    return [...this.#arrivals.values()].filter((arrival) => arrival.project === project).reverse();
  }
}
