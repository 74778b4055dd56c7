import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { openStorage, type Storage } from "../storage/open-storage.ts";
import { DataDeleter, type Deleted } from "../storage/retention/data-deleter.ts";
import { RETAINED_TABLES } from "../storage/retention/retained-tables.ts";
import type { RetentionSettings } from "../storage/retention/retention-ages.ts";
import { ROLLUPS } from "../storage/schema/rollup-tables.ts";
import type { TableLayout } from "../storage/schema/tables.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import type { SqlEngine } from "../storage/sql-engine.ts";

/** Rules that keep everything. */
export const KEEP_ALL: RetentionSettings = {
  default: { spans: Infinity, payloads: Infinity, rollups: Infinity },
  projects: {},
};

/** A span by its number: the same number is the same span. */
export interface SampleSpan {
  readonly which: number;
  readonly project: string;
  /** Start, epoch milliseconds. */
  readonly at: number;
  readonly status?: SpanStatus;
}

/** Storage whose rules and whose time of day a test can set. */
export interface RetentionBed {
  readonly engine: SqlEngine;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly deleter: DataDeleter;
  /** What was deleted so far. */
  readonly deleted: readonly Deleted[];
  /** Rules in force. */
  rules: RetentionSettings;
}

/** Opens storage on an engine, whose data stays as it is: as after the end of a process that did not close it. */
export async function openRetentionBed(
  engine: SqlEngine,
  { now, layout }: { readonly now: number; readonly layout: TableLayout },
): Promise<RetentionBed> {
  const real = createRealClock();
  const clock: Clock = {
    ...real,
    now: () => now,
    // Those of a server that has been killed must not go on: only the waits of a deletion are as short.
    setTimer: (run, delayMs) => real.setTimer(delayMs <= 1_000 ? run : () => {}, delayMs),
  };
  const deleted: Deleted[] = [];
  const rules = { current: KEEP_ALL };
  const storage = await openStorage(engine, { clock, layout, retention: () => rules.current });
  const log = storage.deletions;
  const onDeleted = (gone: Deleted) => void deleted.push(gone);
  return {
    ...{ engine, clock, storage, deleted },
    deleter: new DataDeleter({ engine, clock, layout, log, onDeleted }),
    get rules() {
      return rules.current;
    },
    set rules(next) {
      rules.current = next;
    },
  };
}

/** Empties every table. */
export async function emptyTables(engine: SqlEngine, { stored }: TableLayout): Promise<void> {
  const names = [
    ...RETAINED_TABLES.map(({ name }) => stored(name)),
    "deletions",
    "checkpoints",
    "buckets_to_repair",
  ];
  for (const name of names) await engine.command(`TRUNCATE TABLE ${name}`);
}

/** The span of a number, with a payload. */
export function sampleSpan({ which, project, at, status = "ok" }: SampleSpan): IncomingSpan {
  const id = which.toString(16).padStart(16, "0");
  const record: SpanRecord = {
    v: 1,
    project,
    traceId: `d${id.slice(1)}${id}`,
    spanId: id,
    kind: "llm",
    name: "chat",
    requestModel: `model-${which % 2}`,
    userId: `user-${which % 3}`,
    tags: ["eu"],
    startTime: new Date(at).toISOString().replace("Z", "000Z"),
    durationMs: 12,
    status,
    usage: { inputTokens: 10, outputTokens: which },
    cost: { source: "priced", totalNanos: 1 + which, inputNanos: 1, outputNanos: which, catalogue: "c" },
    input: `prompt ${which}`,
  };
  return { record, protocol: "native", dialect: "breakwater" };
}

/** Numbers of the spans, or of the payloads, that are stored, in order. */
export async function storedNumbers(engine: SqlEngine, table: "spans" | "payloads"): Promise<unknown> {
  const rows = await engine.query(
    `SELECT toFloat64(reinterpretAsUInt64(reverse(span_id))) AS which FROM ${table} FINAL ORDER BY which`,
  );
  return rows.map((row) => Object(row).which);
}

/** What every rollup says of every project and UTC day. */
export async function storedSums(engine: SqlEngine): Promise<readonly StoredSum[]> {
  const sums: StoredSum[] = [];
  for (const { name } of ROLLUPS) {
    const rows = await engine.query(
      `SELECT toString(project) AS project, toFloat64(toUnixTimestamp(toStartOfDay(bucket))) * 1000 AS day,
         toFloat64(sum(r.calls)) AS calls, toFloat64(sum(r.errors)) AS errors,
         toFloat64(sum(r.abandoned_calls)) AS abandoned, toFloat64(sum(r.cost_nanos)) AS nanos,
         toFloat64(sum(r.output_tokens)) AS tokens
       FROM ${name} AS r GROUP BY project, day HAVING calls != 0 ORDER BY project, day`,
    );
    for (const row of rows) {
      const { project, day, ...numbers } = Object(row);
      sums.push({ rollup: name, project, day, numbers: JSON.stringify(numbers) });
    }
  }
  return sums;
}

/** The sums of one project and day in one rollup. */
export interface StoredSum {
  readonly rollup: string;
  readonly project: string;
  /** Start of the UTC day, epoch milliseconds. */
  readonly day: number;
  readonly numbers: string;
}
