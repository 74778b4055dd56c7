import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import { countOf, property, textOf } from "@breakwater/core/usage/untyped";
import { sqlTime } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";
import type { CommitObserver } from "./sql-span-store.ts";

/** How often the checkpoint moves on while spans come in. */
const ADVANCE_EVERY_MS = 10_000;

/** Where the last process stood when it ended. */
export interface LastStand {
  /** False when it ended without closing: what arrived since may be half counted. */
  readonly isClean: boolean;
  /** Everything that arrived before is counted, as the engine writes times. */
  readonly settledAt: string;
}

/** Remembers in storage up to when everything is counted, so that a repair after a crash is short. */
export class Checkpoint implements CommitObserver {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  #settledAt: number;
  #writtenAt = 0;
  #timer: TimerHandle | undefined;

  constructor(engine: SqlEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
    this.#settledAt = Math.floor(clock.now());
  }

  /** Where the last process stood; undefined for new data. */
  async last(): Promise<LastStand | undefined> {
    const [row] = await this.#engine.query(
      "SELECT is_clean, toString(settled_at) AS settledAt FROM checkpoints FINAL WHERE id = 1",
    );
    const settledAt = textOf(property(row, "settledAt"));
    return settledAt === undefined
      ? undefined
      : { settledAt, isClean: countOf(property(row, "is_clean")) === 1 };
  }

  /** Marks the data as in use. */
  async open(): Promise<void> {
    await this.#write(false);
    this.#arm();
  }

  onSettled(arrivedAt: number): void {
    this.#settledAt = arrivedAt;
  }

  /** Marks the data as closed in good order. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    await this.#write(true);
  }

  #arm(): void {
    this.#timer = this.#clock.setTimer(() => {
      if (this.#settledAt === this.#writtenAt) this.#arm();
      // A checkpoint that could not be written makes a later repair longer, nothing else.
      else
        void this.#write(false).then(
          () => this.#arm(),
          () => this.#arm(),
        );
    }, ADVANCE_EVERY_MS);
  }

  async #write(isClean: boolean): Promise<void> {
    this.#writtenAt = this.#settledAt;
    await this.#engine.insert("checkpoints", [
      {
        id: 1,
        settled_at: sqlTime(this.#settledAt),
        is_clean: isClean ? 1 : 0,
        version: Math.floor(this.#clock.now() * 1000),
      },
    ]);
  }
}
