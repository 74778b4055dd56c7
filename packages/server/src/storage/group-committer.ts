import type { Clock } from "@breakwater/core/time/clock";
import { BusyError } from "./busy-error.ts";
import type { IncomingSpan, SpanStore } from "./span-store.ts";

/** Bounds of a {@link GroupCommitter}. */
export interface GroupLimits {
  /** Spans in one commit. */
  readonly maxSpansPerCommit: number;
  /** Spans that may wait; beyond it requests are turned away. */
  readonly maxWaitingSpans: number;
}

/** The longest that an answer waits for the next commit to be under way: what holds that up may take its time. */
const MAX_ANSWER_DELAY_MS = 250;

interface Waiting {
  readonly spans: readonly IncomingSpan[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Puts the requests that arrive while a commit is under way into one next commit. Each caller waits for the commit
 * that holds its spans, and until the next has given the engine work, a quarter of a second at most.
 */
export class GroupCommitter {
  readonly #store: SpanStore;
  readonly #limits: GroupLimits;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #waitingSpans = 0;
  #isCommitting = false;
  #idle: Promise<void> = Promise.resolve();

  constructor(store: SpanStore, limits: GroupLimits, clock: Clock) {
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Spans that wait for a commit. */
  get waitingSpans(): number {
    return this.#waitingSpans;
  }

  /**
   * Resolves when the spans are on disk and counted.
   * @throws BusyError (as a rejection) when too many wait already; nothing was taken then.
   */
  add(spans: readonly IncomingSpan[]): Promise<void> {
    if (spans.length === 0) return Promise.resolve();
    if (this.#waitingSpans > 0 && this.#waitingSpans + spans.length > this.#limits.maxWaitingSpans) {
      return Promise.reject(new BusyError(this.#waitingSpans));
    }
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ spans, resolve, reject }));
    this.#waitingSpans += spans.length;
    if (!this.#isCommitting) {
      this.#isCommitting = true;
      this.#idle = this.#commitAll();
    }
    return done;
  }

  /** Resolves when nothing waits any more. */
  drain(): Promise<void> {
    return this.#idle;
  }

  async #commitAll(): Promise<void> {
    // What arrives in the same turn of the event loop shares the first commit.
    await Promise.resolve();
    let answerLast = () => {};
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      const spans = group.flatMap((waiting) => waiting.spans);
      let answer = () => {
        for (const { resolve } of group) resolve();
      };
      const late = this.#clock.setTimer(answerLast, MAX_ANSWER_DELAY_MS);
      try {
        await this.#store.commit(spans, answerLast);
      } catch (error) {
        answer = () => {
          for (const { reject } of group) reject(error);
        };
      } finally {
        this.#clock.clearTimer(late);
        this.#waitingSpans -= spans.length;
        answerLast();
      }
      // Whoever is answered sends again: reading that must not come between this commit and the engine's next work.
      answerLast = answer;
    }
    answerLast();
    this.#isCommitting = false;
  }

  #nextGroup(): Waiting[] {
    let count = 0;
    let size = 0;
    for (const { spans } of this.#waiting) {
      if (count > 0 && size + spans.length > this.#limits.maxSpansPerCommit) break;
      size += spans.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
