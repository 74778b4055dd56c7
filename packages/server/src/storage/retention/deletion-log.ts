import { z } from "zod";
import { sqlTime } from "../span-row.ts";
import type { SqlEngine } from "../sql-engine.ts";
import type { StoredPartition } from "./stored-partitions.ts";

/** Why data was deleted. */
export type DeletionReason = "age" | "disk";

/** Something that is about to be deleted. */
export interface NotedDeletion {
  readonly partition: StoredPartition;
  readonly reason: DeletionReason;
  readonly projects: readonly string[];
  /** What is from before goes. Epoch milliseconds. */
  readonly until: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Remembers what has been deleted, over restarts too. A span from before the moment until which its project's spans
 * are gone may have been counted already, so it is never counted again.
 */
export class DeletionLog {
  readonly #engine: SqlEngine;
  readonly #goneUntil: Map<string, number>;

  private constructor(engine: SqlEngine, goneUntil: Map<string, number>) {
    this.#engine = engine;
    this.#goneUntil = goneUntil;
  }

  /** Reads what was deleted before. */
  static async open(engine: SqlEngine): Promise<DeletionLog> {
    const rows = z.array(goneSchema).parse(await engine.query(GONE_SQL));
    return new DeletionLog(engine, new Map(rows.map(({ project, until }) => [project, until])));
  }

  /** Until when the spans of a project are gone, in epoch milliseconds; minus infinity when none are. */
  goneUntil(project: string): number {
    return this.#goneUntil.get(project) ?? Number.NEGATIVE_INFINITY;
  }

  /** Notes a deletion. Resolves when it is on disk: only then may anything be deleted. */
  async note({ partition, reason, projects, until, rows, bytes }: NotedDeletion, now: number): Promise<void> {
    await this.#engine.insert("deletions", [
      {
        table_name: partition.table.name,
        partition_id: partition.id,
        reason,
        projects: [...projects].sort(),
        until: sqlTime(until),
        rows,
        bytes,
        at: sqlTime(Math.floor(now)),
      },
    ]);
    if (partition.table.name !== "spans") return;
    for (const project of projects) {
      this.#goneUntil.set(project, Math.max(until, this.goneUntil(project)));
    }
  }
}

const goneSchema = z.object({ project: z.string(), until: z.number() });

/** Until when the spans of each project are gone, as a SELECT of `project` and `until`. */
export const SPANS_GONE_SQL = `
  SELECT gone AS project, max(until) AS until
  FROM deletions ARRAY JOIN projects AS gone WHERE table_name = 'spans' GROUP BY gone`;

const GONE_SQL = `SELECT project, toFloat64(toUnixTimestamp64Milli(until)) AS until FROM (${SPANS_GONE_SQL})`;
