import type { SpanRecord } from "../record/span-record.ts";

/** What to do with a record, given what was seen of its step before. */
export type RecordVerdict =
  /** The first finished version: count it. */
  | { readonly action: "count" }
  /** The step was counted as abandoned, but it ended after all. */
  | { readonly action: "correct"; readonly previous: SpanRecord }
  /** Still running, or told already. */
  | { readonly action: "skip" };

/** How many steps to remember. */
export interface RecordVersionsOptions {
  /** Most finished steps remembered, so that a line read twice counts once. Default 250,000 (about 40 MB). */
  readonly maxFinished?: number;
  /** Most running and abandoned steps remembered. Default 100,000. */
  readonly maxOpen?: number;
}

const COUNT: RecordVerdict = { action: "count" };
const SKIP: RecordVerdict = { action: "skip" };

/**
 * Makes each step of a trace (trace id and span id) count once, whatever lines about it come and in whatever order:
 * a finished line replaces an abandoned one, and both replace a running one. Bounded: the oldest steps are forgotten
 * first, and only a second line about a forgotten step would count twice.
 */
export class RecordVersions {
  readonly #maxFinished: number;
  readonly #maxOpen: number;
  readonly #finished = new Set<string>();
  readonly #abandoned = new Map<string, SpanRecord>();
  readonly #running = new Map<string, SpanRecord>();
  #forgottenRunning = 0;

  constructor({ maxFinished = 250_000, maxOpen = 100_000 }: RecordVersionsOptions = {}) {
    this.#maxFinished = maxFinished;
    this.#maxOpen = maxOpen;
  }

  /** Takes note of a record and says what to do with it. */
  take(record: SpanRecord): RecordVerdict {
    const step = record.traceId + record.spanId;
    if (this.#finished.has(step)) return SKIP;
    const abandoned = this.#abandoned.get(step);
    if (record.status === "running") {
      if (abandoned === undefined) this.#remember(this.#running, step, record);
      return SKIP;
    }
    this.#running.delete(step);
    if (record.status === "abandoned") {
      if (abandoned !== undefined) return SKIP;
      this.#remember(this.#abandoned, step, record);
      return COUNT;
    }
    this.#abandoned.delete(step);
    this.#finished.add(step);
    if (this.#finished.size > this.#maxFinished) deleteOldest(this.#finished);
    return abandoned === undefined ? COUNT : { action: "correct", previous: abandoned };
  }

  /** The steps that started and have not ended so far. */
  running(): IterableIterator<SpanRecord> {
    return this.#running.values();
  }

  /** Running steps that were forgotten for want of room before an end was seen. */
  get forgottenRunning(): number {
    return this.#forgottenRunning;
  }

  #remember(records: Map<string, SpanRecord>, step: string, record: SpanRecord): void {
    records.set(step, withoutPayload(record));
    if (records.size <= this.#maxOpen) return;
    deleteOldest(records);
    if (records === this.#running) this.#forgottenRunning += 1;
  }
}

/** Payloads are most of a record's size and count for nothing here. */
function withoutPayload(record: SpanRecord): SpanRecord {
  const { input: _input, output: _output, ...rest } = record;
  return rest;
}

function deleteOldest(collection: Set<string> | Map<string, SpanRecord>): void {
  for (const step of collection.keys()) {
    collection.delete(step);
    return;
  }
}
