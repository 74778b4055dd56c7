import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";

/** What a journal line told: a step that ended, or one that was given up for lost and ended after all. */
export type ReplayEvent =
  | { readonly kind: "ended"; readonly record: SpanRecord }
  | { readonly kind: "corrected"; readonly previous: SpanRecord; readonly record: SpanRecord };

/**
 * Reads journal lines back into what happened, pairing the lines of one span: running ones with their end, given-up
 * ones with a late end. Keeps only what is unpaired.
 */
export class RecordReplay {
  readonly #running = new Map<string, SpanRecord>();
  readonly #abandoned = new Map<string, SpanRecord>();
  #badLines = 0;

  /** Calls that hold budget and have no end so far. */
  get running(): readonly SpanRecord[] {
    return [...this.#running.values()];
  }

  /** Lines that are no record. */
  get badLines(): number {
    return this.#badLines;
  }

  /** Takes over what a snapshot knew to be unpaired. */
  resume(running: readonly SpanRecord[], abandoned: readonly SpanRecord[]): void {
    for (const record of running) this.#running.set(idOf(record), record);
    for (const record of abandoned) this.#abandoned.set(idOf(record), record);
  }

  feed(line: string): ReplayEvent | undefined {
    const decoded = decodeRecord(line);
    if (!decoded.ok) {
      this.#badLines += 1;
      return undefined;
    }
    const { record } = decoded;
    const id = idOf(record);
    if (record.status === "running") {
      if (!this.#abandoned.has(id)) this.#running.set(id, record);
      return undefined;
    }
    this.#running.delete(id);
    const previous = this.#abandoned.get(id);
    if (record.status === "abandoned") this.#abandoned.set(id, record);
    else if (previous) this.#abandoned.delete(id);
    return previous ? { kind: "corrected", previous, record } : { kind: "ended", record };
  }
}

function idOf({ traceId, spanId }: SpanRecord): string {
  return `${traceId}${spanId}`;
}
