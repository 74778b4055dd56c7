import { isAttemptOfCall, isInference, type SpanRecord } from "@breakwater/core/record/span-record";

const MAX_PAIRS = 2_000;

/**
 * Decides at once which failures count. When a call fails, every chain around it fails with the same error: of one trace
 * and fingerprint, each call, tool and retriever counts, and a chain only when none of them failed alike. A chain that
 * was heard of before its call has counted for it. Bounded: the pairs seen first are forgotten first.
 */
export class CountedFailures {
  readonly #maxPairs: number;
  readonly #pairs = new Map<string, "step" | "chain">();

  constructor(maxPairs: number = MAX_PAIRS) {
    this.#maxPairs = maxPairs;
  }

  /** Whether this failed record counts as an error of its own. */
  counts(record: SpanRecord, fingerprint: string): boolean {
    if (isAttemptOfCall(record)) return false;
    const pair = record.traceId + fingerprint;
    const known = this.#pairs.get(pair);
    const standsAlone = isInference(record.kind) || record.kind === "tool" || record.kind === "retriever";
    if (known === undefined || (standsAlone && known === "chain"))
      this.#remember(pair, standsAlone ? "step" : "chain");
    return standsAlone ? known !== "chain" : known === undefined;
  }

  #remember(pair: string, by: "step" | "chain"): void {
    this.#pairs.set(pair, by);
    if (this.#pairs.size <= this.#maxPairs) return;
    const [oldest] = this.#pairs.keys();
    if (oldest !== undefined) this.#pairs.delete(oldest);
  }
}
