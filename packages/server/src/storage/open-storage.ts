import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import { Checkpoint } from "./checkpoint.ts";
import { repairRollups } from "./repair-rollups.ts";
import { DeletionLog } from "./retention/deletion-log.ts";
import { isPastAge } from "./retention/is-past-age.ts";
import type { RetentionSettings } from "./retention/retention-ages.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import type { TableLayout } from "./schema/tables.ts";
import type { SqlEngine } from "./sql-engine.ts";
import { type CommitObserver, SqlSpanStore } from "./sql-span-store.ts";

/** Storage that is ready to take spans. */
export interface Storage {
  readonly engine: SqlEngine;
  readonly store: SqlSpanStore;
  readonly deletions: DeletionLog;
  /** Whether a span is past the age for which it would be kept. */
  isExpired(record: SpanRecord): boolean;
  /** Buckets of sums that were made anew because the last process ended without closing. */
  readonly repairedBuckets: number;
  close(): Promise<void>;
}

/** What storage is made of. */
export interface StorageParts extends Omit<CommitObserver, "onSettled"> {
  readonly clock: Clock;
  readonly layout: TableLayout;
  /** For how long data is kept; for ever when absent. Asked anew for each span. */
  retention?(): RetentionSettings;
}

/**
 * Brings the schema up to date, repairs what a crash left, and opens the store.
 * @throws NewerDataError (as a rejection) when the data was written by a newer version; OtherLayoutError when it is
 * spread over shards and should not be, or the other way round.
 */
export async function openStorage(
  engine: SqlEngine,
  { clock, layout, retention, ...observer }: StorageParts,
): Promise<Storage> {
  await migrate(engine, migrations(layout), layout);
  const checkpoint = new Checkpoint(engine, clock);
  const last = await checkpoint.last();
  const repairedBuckets =
    last === undefined || last.isClean ? 0 : await repairRollups({ engine, layout }, last.settledAt);
  await checkpoint.open();
  const deletions = await DeletionLog.open(engine);
  const isExpired = (record: SpanRecord) =>
    isPastAge(record, { deletions, settings: retention?.(), now: clock.now() });
  const store = new SqlSpanStore(engine, clock, {
    ...observer,
    layout,
    settledAt: checkpoint.settledAt,
    onSettled: (arrivedAt) => checkpoint.onSettled(arrivedAt),
    isExpired,
  });
  return {
    engine,
    store,
    deletions,
    isExpired,
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
