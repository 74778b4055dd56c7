import type { Clock } from "@breakwater/core/time/clock";
import { countOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { TableLayout } from "../schema/tables.ts";
import { sqlTime } from "../span-row.ts";
import type { SqlEngine } from "../sql-engine.ts";
import type { DeletionLog, DeletionReason } from "./deletion-log.ts";
import { MutationFailedError } from "./mutation-failed-error.ts";
import type { Deletion } from "./plan-partition.ts";
import { BACKGROUND_LIMITS, type ProjectShare, type StoredPartition } from "./stored-partitions.ts";

/** What was deleted, once it is gone. */
export interface Deleted {
  readonly table: string;
  readonly reason: DeletionReason;
  readonly rows: number;
  readonly bytes: number;
}

/** What a {@link DataDeleter} works with. */
export interface DeleterParts {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  readonly layout: TableLayout;
  readonly log: DeletionLog;
  onDeleted(deleted: Deleted): void;
}

/** When a deletion that the engine works on is looked at again: soon at first, as most are small. */
const FIRST_LOOK_MS = 20;
const LOOK_EVERY_MS = 1_000;

/**
 * Deletes rows by whole partitions or by project. Everything is noted before it goes. Whoever calls holds up commits
 * for as long as {@link drop} and {@link begin} take; the engine rewrites what it has to afterwards.
 */
export class DataDeleter {
  readonly #parts: DeleterParts;

  constructor(parts: DeleterParts) {
    this.#parts = parts;
  }

  /** Drops a partition with all that it holds. */
  async drop(
    partition: StoredPartition,
    shares: readonly ProjectShare[],
    reason: DeletionReason,
  ): Promise<void> {
    const { engine, clock, layout, log, onDeleted } = this.#parts;
    const { table, id, rows, bytes, to: until } = partition;
    const projects = shares.map(({ project }) => project);
    await log.note({ partition, reason, projects, until, rows, bytes }, clock.now());
    await engine.command(`ALTER TABLE ${layout.altered(table.name)} DROP PARTITION ID '${id}'`);
    onDeleted({ table: table.name, reason, rows, bytes });
  }

  /** Tells the engine to delete rows of some projects, and does not wait until it has. Returns how many they are. */
  async begin(partition: StoredPartition, { projects, before }: Deletion): Promise<number> {
    const { engine, clock, layout, log } = this.#parts;
    const { name, time } = partition.table;
    const chosen = `project IN {projects:Array(String)} AND ${time} < {before:DateTime64(3, 'UTC')}`;
    const values = { projects, before: sqlTime(before) };
    const [row] = await engine.query(
      `SELECT toFloat64(count()) AS rows FROM ${name} WHERE _partition_id = {id:String} AND ${chosen}`,
      { ...values, id: partition.id },
      BACKGROUND_LIMITS,
    );
    const rows = countOf(property(row, "rows")) ?? 0;
    await log.note({ partition, reason: "age", projects, until: before, rows, bytes: 0 }, clock.now());
    await engine.command(
      `ALTER TABLE ${layout.altered(name)} DELETE IN PARTITION ID '${partition.id}' WHERE ${chosen} SETTINGS mutations_sync = 0`,
      values,
    );
    return rows;
  }

  /**
   * Resolves when the engine has deleted all that it was told to delete of a table, also by a process before this one.
   * @throws MutationFailedError (as a rejection) when it cannot; it goes on trying by itself.
   */
  async settled(table: string, signal: AbortSignal): Promise<void> {
    const { engine, layout } = this.#parts;
    const sql = `SELECT latest_fail_reason AS failure FROM ${layout.system("mutations")}
      WHERE NOT is_done AND database = currentDatabase() AND table = {table:String} LIMIT 1`;
    for (let delayMs = FIRST_LOOK_MS; !signal.aborted; delayMs = Math.min(2 * delayMs, LOOK_EVERY_MS)) {
      const [row] = await engine.query(sql, { table: layout.stored(table) }, BACKGROUND_LIMITS);
      if (row === undefined) return;
      const failure = textOf(property(row, "failure")) ?? "";
      if (failure !== "") throw new MutationFailedError(table, failure);
      await this.#pause(delayMs, signal);
    }
  }

  /** Counts what the engine has deleted. */
  noteDeleted(partition: StoredPartition, rows: number): void {
    this.#parts.onDeleted({ table: partition.table.name, reason: "age", rows, bytes: 0 });
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#parts.clock.setTimer(end, delayMs);
      const { clock } = this.#parts;
      function end() {
        clock.clearTimer(timer);
        signal.removeEventListener("abort", end);
        resolve();
      }
      signal.addEventListener("abort", end, { once: true });
    });
  }
}
