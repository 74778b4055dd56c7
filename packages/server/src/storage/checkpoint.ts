import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import { countOf, property } from "@breakwater/core/usage/untyped";
import { sqlTime } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";
import type { CommitObserver } from "./sql-span-store.ts";

/** How often the checkpoint moves on while spans come in. */
const ADVANCE_EVERY_MS = 10_000;

/** Where the last process stood when it ended. */
export interface LastStand {
  /** False when it ended without closing: what arrived since may be half counted. */
  readonly isClean: boolean;
  /** Everything that arrived before is counted; epoch milliseconds. */
  readonly settledAt: number;
}

/** Remembers in storage up to when everything is counted, so that a repair after a crash is short. */
export class Checkpoint implements CommitObserver {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  #settledAt: number;
  #writtenAt = 0;
  #version = 0;
  #isClosed = false;
  #timer: TimerHandle | undefined;

  constructor(engine: SqlEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
    this.#settledAt = Math.floor(clock.now());
  }

  /** Everything that arrived before is counted; epoch milliseconds. Never before what the last process wrote. */
  get settledAt(): number {
    return this.#settledAt;
  }

  /**
   * Where the last process stood; undefined for new data. This one goes on from there, also when the machine's clock
   * has been set back since.
   */
  async last(): Promise<LastStand | undefined> {
    const [row] = await this.#engine.query(
      `SELECT is_clean, toFloat64(version) AS version, toUnixTimestamp64Milli(settled_at) AS settledAt
       FROM checkpoints FINAL WHERE id = 1`,
    );
    if (row === undefined) return undefined;
    const settledAt = Number(property(row, "settledAt"));
    this.#settledAt = Math.max(this.#settledAt, settledAt);
    this.#version = countOf(property(row, "version")) ?? 0;
    return { settledAt, isClean: countOf(property(row, "is_clean")) === 1 };
  }

  /** Marks the data as in use. */
  async open(): Promise<void> {
    await this.#write(false);
    this.#arm();
  }

  onSettled(arrivedAt: number): void {
    this.#settledAt = arrivedAt;
  }

  /** Ends, and marks the data as closed in good order unless something is only half counted. */
  async close(isClean: boolean): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    if (isClean) await this.#write(true);
  }

  #arm(): void {
    if (this.#isClosed) return;
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
    const settledAt = this.#settledAt;
    this.#version += 1;
    await this.#engine.insert("checkpoints", [
      { id: 1, settled_at: sqlTime(settledAt), is_clean: isClean ? 1 : 0, version: this.#version },
    ]);
    this.#writtenAt = settledAt;
  }
}
