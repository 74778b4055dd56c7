import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import type { TableLayout } from "../schema/tables.ts";
import type { SqlEngine } from "../sql-engine.ts";
import type { DataDeleter } from "./data-deleter.ts";
import { type PartitionPlan, planPartition } from "./plan-partition.ts";
import { agesOf, keptSince, type RetainedKind, type RetentionSettings } from "./retention-ages.ts";
import { type StoredPartition, sharesOf, storedPartitions } from "./stored-partitions.ts";

/** What a {@link RetentionJob} works with. */
export interface RetentionParts {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  readonly layout: TableLayout;
  readonly deleter: DataDeleter;
  /** The rules in force; asked anew for each run. */
  settings(): RetentionSettings;
  /** Runs work while nothing is being stored. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** A run failed; the next one goes on where it ended. */
  onFailure(error: unknown): void;
}

/** From the start of the server to the first run: what arrives then goes first. */
const FIRST_RUN_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Deletes what is older than its project's rule, from time to time, one statement after the other. */
export class RetentionJob {
  readonly #parts: RetentionParts;
  readonly #stopping = new AbortController();
  #timer: TimerHandle | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Starts the schedule. */
  start(): void {
    this.#arm(FIRST_RUN_MS);
  }

  /** Runs once in between, as after a change of the rules. */
  review(): void {
    void this.#attempt();
  }

  /** Runs once, after the run that is under way if there is one. */
  run(): Promise<void> {
    const turn = this.#running.then(() => this.#run());
    this.#running = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the schedule. Resolves when the statement under way has ended; what is left is done after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer !== undefined) this.#parts.clock.clearTimer(this.#timer);
    await this.#running;
  }

  #arm(delayMs: number): void {
    this.#timer = this.#parts.clock.setTimer(() => {
      void this.#attempt().then(() => {
        if (!this.#stopping.signal.aborted) this.#arm(EVERY_MS);
      });
    }, delayMs);
  }

  async #attempt(): Promise<void> {
    await this.run().catch((error: unknown) => this.#parts.onFailure(error));
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    for (const partition of await this.#aged()) {
      if (signal.aborted) return;
      await this.#trim(partition);
    }
  }

  /** Partitions that some rule reaches into, the oldest of each table first. */
  async #aged(): Promise<readonly StoredPartition[]> {
    const { engine, layout } = this.#parts;
    const reaches = new Map<RetainedKind, number>();
    const reachOf = (kind: RetainedKind) => {
      const reach = reaches.get(kind) ?? this.#furthestReach(kind);
      reaches.set(kind, reach);
      return reach;
    };
    return (await storedPartitions(engine, layout)).filter(({ table, from }) => from < reachOf(table.kind));
  }

  #furthestReach(kind: RetainedKind): number {
    const settings = this.#parts.settings();
    // A name that no project has stands for all that have no rule of their own.
    const projects = [...Object.keys(settings.projects), ""];
    return Math.max(...projects.map((project) => this.#sinceOf(kind, project)));
  }

  #sinceOf(kind: RetainedKind, project: string): number {
    const { settings, clock } = this.#parts;
    return keptSince(agesOf(settings(), project)[kind], clock.now());
  }

  async #trim(partition: StoredPartition): Promise<void> {
    const { deleter, exclusively } = this.#parts;
    if (isIdle(await this.#plan(partition))) return;
    const { signal } = this.#stopping;
    const { name } = partition.table;
    // Also what a process before this one began: the engine goes on with that by itself.
    await deleter.settled(name, signal);
    if (signal.aborted) return;
    const rows = await exclusively(() => this.#begin(partition));
    await deleter.settled(name, signal);
    if (rows > 0 && !signal.aborted) deleter.noteDeleted(partition, rows);
  }

  /** Plans anew, as more may have been stored meanwhile. Returns the rows that the engine has yet to delete. */
  async #begin(partition: StoredPartition): Promise<number> {
    const { deleter, engine } = this.#parts;
    const shares = await sharesOf(engine, partition);
    const plan = planPartition(partition, shares, (project) => this.#sinceOf(partition.table.kind, project));
    if (plan.type === "drop") {
      await deleter.drop(partition, shares, "age");
      return 0;
    }
    let rows = 0;
    for (const deletion of plan.deletions) rows += await deleter.begin(partition, deletion);
    return rows;
  }

  async #plan(partition: StoredPartition): Promise<PartitionPlan> {
    const shares = await sharesOf(this.#parts.engine, partition);
    return planPartition(partition, shares, (project) => this.#sinceOf(partition.table.kind, project));
  }
}

function isIdle(plan: PartitionPlan): boolean {
  return plan.type === "delete" && plan.deletions.length === 0;
}
