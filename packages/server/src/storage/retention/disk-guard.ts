import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import type { TableLayout } from "../schema/tables.ts";
import type { SqlEngine } from "../sql-engine.ts";
import type { DataDeleter } from "./data-deleter.ts";
import { DiskFullError } from "./disk-full-error.ts";
import { type DiskLimits, type DiskUse, excessOf, partitionsToDrop } from "./disk-plan.ts";
import { keptSince } from "./retention-ages.ts";
import { type StoredPartition, sharesOf, storedPartitions } from "./stored-partitions.ts";

/** What is known of the disk. */
export interface DiskState extends DiskUse {
  readonly maxBytes?: number;
  readonly minFreeBytes: number;
  /** Why nothing more is taken; absent while there is room. */
  readonly fullBecause?: string;
}

/** What a {@link DiskGuard} works with. */
export interface DiskGuardParts {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  readonly layout: TableLayout;
  readonly deleter: DataDeleter;
  /** Asked anew each time. */
  limits(): DiskLimits;
  measure(): Promise<DiskUse>;
  /** Runs work while nothing is being stored. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  onDropped(partition: StoredPartition): void;
  /** Told when the state begins, and when it ends. */
  onFull(reason: string | undefined): void;
  onFailure(error: unknown): void;
}

const EVERY_MS = 15_000;

/**
 * Keeps our data within its share of the disk: drops the oldest when it grows beyond, and lets nothing more in when
 * nothing may be dropped.
 */
export class DiskGuard {
  readonly #parts: DiskGuardParts;
  #state: DiskState | undefined;
  #timer: TimerHandle | undefined;
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: DiskGuardParts) {
    this.#parts = parts;
  }

  /** As it was found last; undefined before the first look. */
  get state(): DiskState | undefined {
    return this.#state;
  }

  /** Looks at once, and from then on every few seconds. */
  async start(): Promise<void> {
    await this.#look();
    this.#arm();
  }

  /** Looks once in between, as after a change of the limits. */
  review(): void {
    void this.#look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== undefined) this.#parts.clock.clearTimer(this.#timer);
    await this.#running;
  }

  /** @throws DiskFullError when there is no room for more */
  admit(): void {
    if (this.#state?.fullBecause !== undefined) throw new DiskFullError(this.#state.fullBecause);
  }

  /** Measures, makes room if need be, and tells what was found. */
  check(): Promise<DiskState> {
    const turn = this.#running.then(() => this.#check());
    this.#running = turn.catch(() => undefined);
    return turn;
  }

  #arm(): void {
    this.#timer = this.#parts.clock.setTimer(() => {
      void this.#look().then(() => {
        if (!this.#isStopped) this.#arm();
      });
    }, EVERY_MS);
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return;
    await this.check().catch((error: unknown) => this.#parts.onFailure(error));
  }

  async #check(): Promise<DiskState> {
    const { measure, limits, onFull } = this.#parts;
    let use = await measure();
    if (excessOf(use, limits()) > 0 && (await this.#makeRoom(excessOf(use, limits())))) use = await measure();
    const { max, minFree } = limits();
    const fullBecause = fullReason(use, { max, minFree });
    if ((this.#state?.fullBecause === undefined) !== (fullBecause === undefined)) onFull(fullBecause);
    this.#state = {
      usedBytes: use.usedBytes,
      freeBytes: use.freeBytes,
      minFreeBytes: minFree,
      ...(max !== undefined && { maxBytes: max }),
      ...(fullBecause !== undefined && { fullBecause }),
    };
    return this.#state;
  }

  /** @returns whether anything was dropped */
  async #makeRoom(excess: number): Promise<boolean> {
    const { engine, layout, clock, limits, exclusively, deleter, onDropped } = this.#parts;
    // Whoever gave us no share of the disk gave us no leave to delete for want of room either.
    if (limits().max === undefined) return false;
    const today = keptSince(0, clock.now());
    const chosen = partitionsToDrop(await storedPartitions(engine, layout), excess, today);
    for (const partition of chosen) {
      await exclusively(async () => deleter.drop(partition, await sharesOf(engine, partition), "disk"));
      onDropped(partition);
    }
    return chosen.length > 0;
  }
}

function fullReason(use: DiskUse, { max, minFree }: DiskLimits): string | undefined {
  if (use.freeBytes < minFree) {
    return `Only ${gigabytes(use.freeBytes)} are free on the volume of the data, less than disk.minFree (${gigabytes(minFree)}).`;
  }
  if (max !== undefined && use.usedBytes > max) {
    return `The data takes ${gigabytes(use.usedBytes)}, more than disk.max (${gigabytes(max)}), and nothing of it may be dropped.`;
  }
  return undefined;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
