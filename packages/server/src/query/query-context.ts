import type { Clock } from "@breakwater/core/time/clock";
import type { ServerFacts } from "../about/server-facts.ts";
import type { CommitFeed } from "../storage/commit-feed.ts";
import type { DiskState } from "../storage/retention/disk-guard.ts";
import type { SqlEngine, StatementLimits } from "../storage/sql-engine.ts";

/** What every question needs. */
export interface QueryContext {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  /** What one question may take of the engine. */
  readonly limits: StatementLimits;
  /** What the live tail follows; it stays silent without. */
  readonly feed?: CommitFeed;
  /** What is known of the disk; undefined while it cannot be measured. */
  disk?(): DiskState | undefined;
  /** What the server knows of itself; absent where there is no server. */
  readonly server?: ServerFacts;
}

/** Bounds that keep one question from holding up all others. */
export const DEFAULT_QUERY_LIMITS: StatementLimits = {
  timeoutMs: 15_000,
  maxRows: 100_000,
  maxMemoryBytes: 2_000_000_000,
};
