import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { IncomingSpan } from "../storage/span-store.ts";

const FINALITY = { running: 0, abandoned: 1, ok: 2, error: 2, cancelled: 2, blocked: 2 } as const;

/** What was asked and answered, as far as a record has it. */
export interface NaivePayload {
  readonly input: string;
  readonly output: string;
}

/**
 * What storage should hold, in the plainest words: of every span the first of its most final states, at the start of
 * its first one, and the payload that came with it or before it.
 */
export class NaiveStore {
  readonly spans = new Map<string, IncomingSpan>();
  readonly payloads = new Map<string, NaivePayload>();

  /** Takes spans that were acknowledged together. */
  commit(batch: readonly IncomingSpan[]): void {
    for (const [key, span] of newestOf(batch)) {
      const known = this.spans.get(key);
      if (known !== undefined && finalityOf(span) <= finalityOf(known)) continue;
      const startTime = (known ?? span).record.startTime;
      this.spans.set(key, { ...span, record: { ...span.record, startTime } });
      const { input, output } = span.record;
      if (input === undefined && output === undefined) continue;
      this.payloads.set(key, { input: input ?? "", output: output ?? "" });
    }
  }
}

/** How the model tells spans apart. */
export function naiveKey({ project, traceId, spanId }: SpanRecord): string {
  return [project, traceId, spanId].join(" ");
}

function finalityOf({ record }: IncomingSpan): number {
  return FINALITY[record.status];
}

function newestOf(batch: readonly IncomingSpan[]): ReadonlyMap<string, IncomingSpan> {
  const newest = new Map<string, IncomingSpan>();
  for (const span of batch) {
    const rival = newest.get(naiveKey(span.record));
    if (rival === undefined || finalityOf(span) > finalityOf(rival)) newest.set(naiveKey(span.record), span);
  }
  return newest;
}
