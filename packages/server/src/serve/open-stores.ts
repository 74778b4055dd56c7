import type { Clock } from "@breakwater/core/time/clock";
import type { OwnTraces } from "../about/own-traces.ts";
import type { ServerLog } from "../about/server-log.ts";
import type { ServerMetrics } from "../about/server-metrics.ts";
import type { Settings } from "../config/settings-schema.ts";
import type { CommitFeed } from "../storage/commit-feed.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import { type DamageReport, mendDamagedParts } from "../storage/mend-damaged-parts.ts";
import { MessageStore } from "../storage/message-store.ts";
import { openStorage, type Storage } from "../storage/open-storage.ts";
import { Housekeeping, type HousekeepingObserver } from "../storage/retention/housekeeping.ts";
import { replicatedLayout, shardedLayout } from "../storage/schema/replicated-layout.ts";
import { SINGLE_LAYOUT, type TableLayout } from "../storage/schema/tables.ts";
import type { SqlEngine } from "../storage/sql-engine.ts";
import type { LiveSettings } from "./live-settings.ts";

/** What {@link openStores} works with. */
export interface StoreParts {
  readonly engine: SqlEngine;
  readonly live: LiveSettings;
  readonly clock: Clock;
  readonly metrics: ServerMetrics;
  readonly log: ServerLog;
  readonly feed: CommitFeed;
  readonly ownTraces: OwnTraces | undefined;
  /** What must be closed, each before those that were told of earlier. */
  onClose(close: () => Promise<void>): void;
}

/** Where what arrives is kept, and what keeps that in order. */
export interface Stores {
  readonly storage: Storage;
  readonly committer: GroupCommitter;
  readonly messages: MessageStore;
  readonly housekeeping: Housekeeping;
}

/** Opens storage and starts its housekeeping. @throws what `openStorage` throws, as a rejection */
export async function openStores(parts: StoreParts): Promise<Stores> {
  const { engine, live, clock, metrics, log, feed, onClose } = parts;
  const settings = live.current;
  const layout = layoutOf(settings);
  const storage = await openStorage(engine, {
    clock,
    layout,
    retention: () => live.current.retention,
    onStored: (fresh) => {
      metrics.noteStored(fresh);
      feed.announce(fresh);
    },
    onFailed: ({ message, detail }) => log.error({ engine: detail }, message),
    onRecovered: (repairedBuckets) => log.info({ repairedBuckets }, "Spans are stored again."),
  });
  onClose(() => storage.close());
  if (settings.clickhouse.url === undefined) tellDamage(await mendDamagedParts({ engine, layout }), log);
  const housekeeping = new Housekeeping({
    ...{ engine, clock, layout, deletions: storage.deletions },
    directory: settings.clickhouse.url === undefined ? settings.data : undefined,
    observer: observerOf(metrics, log),
    retention: () => live.current.retention,
    disk: () => live.current.disk,
    exclusively: (work) => storage.store.exclusively(() => messages.exclusively(work)),
  });
  const messages = new MessageStore(engine, clock, () => housekeeping.admit());
  onClose(() => housekeeping.stop());
  await housekeeping.start();
  const store = housekeeping.guarded(metrics.measured(storage.store, parts.ownTraces));
  const committer = new GroupCommitter(store, live.groupLimits(), clock);
  onClose(() => messages.drain());
  onClose(() => committer.drain());
  return { storage, committer, messages, housekeeping };
}

function tellDamage({ missing, mended }: DamageReport, log: ServerLog): void {
  for (const { table, part } of mended)
    log.warn({ table, part }, "A part of the data was damaged: its sums were made anew");
  for (const { table, part } of missing)
    log.error({ table, part }, "A part of the data is damaged and was set aside: what was in it is missing");
}

function observerOf(metrics: ServerMetrics, log: ServerLog): HousekeepingObserver {
  return {
    onDeleted: (deleted) => {
      metrics.noteDeleted(deleted);
      log.info(deleted, "Deleted what is not kept any longer");
    },
    onDropped: ({ table, id, bytes }) =>
      log.warn({ table: table.name, partition: id, bytes }, "Dropped the oldest data to make room"),
    onFull: (reason) => {
      if (reason === undefined) log.info("There is room on the disk again: spans are taken");
      else log.error({ reason }, "No room on the disk: nothing more is taken");
    },
    onFailure: (error) => log.error({ err: error }, "Housekeeping failed; it is tried again"),
  };
}

function layoutOf({ clickhouse: { cluster, sharding } }: Settings): TableLayout {
  if (cluster === undefined) return SINGLE_LAYOUT;
  return sharding ? shardedLayout(cluster) : replicatedLayout(cluster);
}
