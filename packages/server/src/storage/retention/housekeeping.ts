import type { Clock } from "@breakwater/core/time/clock";
import type { TableLayout } from "../schema/tables.ts";
import type { SpanStore } from "../span-store.ts";
import type { SqlEngine } from "../sql-engine.ts";
import { DataDeleter, type Deleted } from "./data-deleter.ts";
import type { DeletionLog } from "./deletion-log.ts";
import { DiskGuard, type DiskState } from "./disk-guard.ts";
import type { DiskLimits } from "./disk-plan.ts";
import { engineDiskUse, looseFileBytes } from "./disk-use.ts";
import type { RetentionSettings } from "./retention-ages.ts";
import { RetentionJob } from "./retention-job.ts";
import type { StoredPartition } from "./stored-partitions.ts";

/** What a {@link Housekeeping} tells as it works. */
export interface HousekeepingObserver {
  onDeleted(deleted: Deleted): void;
  /** A partition went for want of room. */
  onDropped(partition: StoredPartition): void;
  /** Nothing more is taken, and why; undefined when there is room again. */
  onFull(reason: string | undefined): void;
  onFailure(error: unknown): void;
}

/** What a {@link Housekeeping} works with. */
export interface HousekeepingParts {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  readonly layout: TableLayout;
  readonly deletions: DeletionLog;
  /** The directory of the data; undefined when the data is in another machine's engine. */
  readonly directory: string | undefined;
  readonly observer: HousekeepingObserver;
  /** The rules in force; asked anew each time. */
  retention(): RetentionSettings;
  disk(): DiskLimits;
  /** Runs work while nothing is being stored. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Deletes what is past its age, keeps the data within its share of the disk, and stops ingest when that fails. */
export class Housekeeping {
  readonly #retention: RetentionJob;
  readonly #disk: DiskGuard;

  constructor({ deletions, directory, observer, retention, disk, ...parts }: HousekeepingParts) {
    const { onDeleted, onDropped, onFull, onFailure } = observer;
    const deleter = new DataDeleter({ ...parts, log: deletions, onDeleted });
    this.#retention = new RetentionJob({ ...parts, deleter, settings: retention, onFailure });
    this.#disk = new DiskGuard({
      ...parts,
      ...{ deleter, limits: disk, onDropped, onFull, onFailure },
      measure: async () => {
        const use = await engineDiskUse(parts.engine, parts.layout);
        const loose = directory === undefined ? 0 : looseFileBytes(directory);
        return { ...use, usedBytes: use.usedBytes + loose };
      },
    });
  }

  /** What was last found of the disk; undefined when it cannot be measured. */
  get diskState(): DiskState | undefined {
    return this.#disk.state;
  }

  /** Looks at the disk, and starts both schedules. */
  async start(): Promise<void> {
    await this.#disk.start();
    this.#retention.start();
  }

  /** Puts new settings in force at once, not only at the next turn. */
  review(): void {
    this.#disk.review();
    this.#retention.review();
  }

  /** Resolves when the statement under way has ended. */
  async stop(): Promise<void> {
    await Promise.all([this.#retention.stop(), this.#disk.stop()]);
  }

  /** @throws DiskFullError when there is no room for more */
  admit(): void {
    this.#disk.admit();
  }

  /** A store that takes nothing while there is no room. */
  guarded(store: SpanStore): SpanStore {
    return {
      commit: async (spans, onWriting) => {
        this.admit();
        return store.commit(spans, onWriting);
      },
    };
  }
}
