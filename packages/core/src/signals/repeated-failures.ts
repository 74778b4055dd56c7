import { type ErrorEvent, isLater } from "./error-group.ts";

/**
 * Decides which failures of chains and agents count. When a call fails, every chain around it fails with the same
 * error; only the call's own failure is to be counted. A chain's failure therefore waits here until a call of the same
 * trace fails with the same fingerprint (then it is dropped) or until it has to make room (then it counts after all).
 * Which of the two arrives first makes no difference. Of several waiting chains of one trace and fingerprint, the one
 * that ended first, the innermost, stands for all.
 *
 * Bounded: `maxPairs` pairs of trace and fingerprint are remembered, oldest forgotten first.
 */
export class RepeatedFailures {
  readonly #maxPairs: number;
  readonly #pairs = new Map<string, ErrorEvent | "explained">();

  constructor(maxPairs: number) {
    this.#maxPairs = maxPairs;
  }

  /** Notes the failure of a call, tool or retriever, which explains those of the chains around it. */
  explain(traceId: string, fingerprint: string): ErrorEvent | undefined {
    const pair = traceId + fingerprint;
    if (this.#pairs.has(pair)) {
      this.#pairs.set(pair, "explained");
      return undefined;
    }
    return this.#remember(pair, "explained");
  }

  /** Notes the failure of a chain. */
  wait(traceId: string, event: ErrorEvent): ErrorEvent | undefined {
    const pair = traceId + event.fingerprint;
    const known = this.#pairs.get(pair);
    if (known === "explained") return undefined;
    if (known !== undefined) {
      if (isLater(known, event)) this.#pairs.set(pair, event);
      return undefined;
    }
    return this.#remember(pair, event);
  }

  /** The chains' failures that nothing has explained so far. */
  waiting(): ErrorEvent[] {
    return [...this.#pairs.values()].filter((state) => state !== "explained");
  }

  /** Gives the waiting failure that had to make room, if any: it is to be counted now. */
  #remember(pair: string, state: ErrorEvent | "explained"): ErrorEvent | undefined {
    this.#pairs.set(pair, state);
    if (this.#pairs.size <= this.#maxPairs) return undefined;
    const [oldestPair, oldest] = this.#pairs.entries().next().value ?? ["", "explained" as const];
    this.#pairs.delete(oldestPair);
    return oldest === "explained" ? undefined : oldest;
  }
}
