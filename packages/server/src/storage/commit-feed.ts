import type { IncomingSpan } from "./span-store.ts";

/** Spans that one listener may have waiting; beyond it the oldest are dropped and counted. */
const MAX_WAITING = 1_000;

/** Listeners at once. */
const MAX_LISTENERS = 100;

/** What has been committed since the last look. */
export interface FeedBatch {
  readonly spans: readonly IncomingSpan[];
  /** Spans that the listener was too slow for. */
  readonly dropped: number;
}

/** One listener of a {@link CommitFeed}. */
export interface FeedListener {
  /** Resolves when there is something to take, or when the listener is closed. */
  wait(): Promise<void>;
  /** Takes what waits. */
  take(): FeedBatch;
  close(): void;
}

/**
 * Tells listeners in this process which spans were committed, right after they were. A slow listener loses the oldest
 * and is told how many; it never holds up a commit. Commits of other processes are not seen here.
 */
export class CommitFeed {
  readonly #listeners = new Set<WaitingSpans>();

  /** Announces committed spans. */
  announce(spans: readonly IncomingSpan[]): void {
    for (const listener of this.#listeners) listener.add(spans);
  }

  /** Listens to the spans that `isWanted`; undefined when there are too many listeners already. */
  listen(isWanted: (span: IncomingSpan) => boolean): FeedListener | undefined {
    if (this.#listeners.size >= MAX_LISTENERS) return undefined;
    const listener = new WaitingSpans(isWanted, () => this.#listeners.delete(listener));
    this.#listeners.add(listener);
    return listener;
  }
}

class WaitingSpans implements FeedListener {
  readonly #isWanted: (span: IncomingSpan) => boolean;
  readonly #onClose: () => void;
  #waiting: IncomingSpan[] = [];
  #dropped = 0;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(isWanted: (span: IncomingSpan) => boolean, onClose: () => void) {
    this.#isWanted = isWanted;
    this.#onClose = onClose;
  }

  add(spans: readonly IncomingSpan[]): void {
    for (const span of spans) if (this.#isWanted(span)) this.#waiting.push(span);
    const excess = this.#waiting.length - MAX_WAITING;
    if (excess > 0) {
      this.#waiting.splice(0, excess);
      this.#dropped += excess;
    }
    if (this.#waiting.length > 0) this.#wake?.();
  }

  wait(): Promise<void> {
    if (this.#waiting.length > 0 || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  take(): FeedBatch {
    const batch = { spans: this.#waiting, dropped: this.#dropped };
    this.#waiting = [];
    this.#dropped = 0;
    return batch;
  }

  close(): void {
    this.#isClosed = true;
    this.#onClose();
    this.#wake?.();
  }
}
