import type { Clock } from "@breakwater/core/time/clock";
import { Checkpoint } from "./checkpoint.ts";
import { repairRollups } from "./repair-rollups.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import type { TableLayout } from "./schema/tables.ts";
import type { SqlEngine } from "./sql-engine.ts";
import { type CommitObserver, SqlSpanStore } from "./sql-span-store.ts";

/** Storage that is ready to take spans. */
export interface Storage {
  readonly engine: SqlEngine;
  readonly store: SqlSpanStore;
  /** Buckets of sums that were made anew because the last process ended without closing. */
  readonly repairedBuckets: number;
  close(): Promise<void>;
}

/** What storage is made of. */
export interface StorageParts extends Omit<CommitObserver, "onSettled"> {
  readonly clock: Clock;
  readonly layout: TableLayout;
}

/**
 * Brings the schema up to date, repairs what a crash left, and opens the store.
 * @throws NewerDataError (as a rejection) when the data was written by a newer version; OtherLayoutError when it is
 * spread over shards and should not be, or the other way round.
 */
export async function openStorage(
  engine: SqlEngine,
  { clock, layout, ...observer }: StorageParts,
): Promise<Storage> {
  await migrate(engine, migrations(layout), layout);
  const checkpoint = new Checkpoint(engine, clock);
  const last = await checkpoint.last();
  const repairedBuckets =
    last === undefined || last.isClean ? 0 : await repairRollups({ engine, layout }, last.settledAt);
  await checkpoint.open();
  const store = new SqlSpanStore(engine, clock, {
    ...observer,
    layout,
    settledAt: checkpoint.settledAt,
    onSettled: (arrivedAt) => checkpoint.onSettled(arrivedAt),
  });
  return {
    engine,
    store,
    repairedBuckets,
    close: async () => {
      store.close();
      try {
        await checkpoint.close(store.failure === undefined);
      } finally {
        await engine.close();
      }
    },
  };
}
