import type { SpanRecord } from "@breakwater/core/record/span-record";

/** A record on its way into storage. */
export interface IncomingSpan {
  readonly record: SpanRecord;
  /** Where it came from, such as `otlp` or `native`. */
  readonly protocol: string;
  /** Dialect of its attributes; `breakwater` for our own records. */
  readonly dialect: string;
}

/** What a commit did. */
export interface CommitReport {
  /** New spans, and updates that replaced an earlier state of their span. */
  readonly stored: number;
  /** Spans that were there already: they count once. */
  readonly duplicates: number;
  /** Spans that came past the age for which they would be kept: neither stored nor counted. Absent when none did. */
  readonly expired?: number;
}

/** Where spans are kept. */
export interface SpanStore {
  /**
   * Resolves only when all spans are on disk and counted; whatever a span's number of arrivals, it counts once.
   * `onWriting` is told whenever the engine alone has work for a while, which may be never.
   */
  commit(spans: readonly IncomingSpan[], onWriting?: () => void): Promise<CommitReport>;
}
