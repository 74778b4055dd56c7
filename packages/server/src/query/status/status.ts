import { z } from "zod";
import type { DiskState } from "../../storage/retention/disk-guard.ts";
import type { QueryContext } from "../query-context.ts";

const arrivalSchema = z.object({
  service: z.string(),
  protocol: z.string(),
  dialect: z.string(),
  spans: z.number(),
  inferenceCalls: z.number(),
  lastArrival: z.string(),
  /** How far the newest start lies ahead of its arrival, in milliseconds: more than a moment means a wrong clock. */
  aheadMs: z.number(),
});

const tableSchema = z.object({ table: z.string(), rows: z.number(), bytes: z.number() });

/** What one sender has sent lately. */
export type Arrival = z.infer<typeof arrivalSchema>;

/** What the engine holds, and what has arrived lately from whom. */
export interface Status {
  readonly engineVersion: string;
  /** Rows and bytes on disk by table; only those of the engine that answers, not of a whole cluster. */
  readonly tables: readonly z.infer<typeof tableSchema>[];
  /** Of the last day, newest first. */
  readonly arrivals: readonly Arrival[];
  /** Logs and metrics that were accepted since the server started and of which nothing is kept, newest first. */
  readonly unused: readonly UnusedStatus[];
  /** Start of the oldest span, ISO 8601 UTC; absent when there is none. */
  readonly oldestSpan?: string;
  /** Absent when it is not known. */
  readonly disk?: DiskStatus;
}

/** Logs or metrics of one name from one service. */
interface UnusedStatus {
  readonly signal: "logs" | "metrics";
  readonly service: string;
  readonly dialect: string;
  readonly name: string;
  /** Log records or data points. */
  readonly count: number;
  readonly lastArrival: string;
}

const dropSchema = z.object({
  /** When, ISO 8601 UTC. */
  at: z.string(),
  table: z.string(),
  /** Everything of this day went, such as `2026-01-15`. */
  day: z.string(),
  rows: z.number(),
  bytes: z.number(),
});

/** The disk, and what was last dropped to make room on it. */
interface DiskStatus extends DiskState {
  /** Newest first. */
  readonly drops: readonly z.infer<typeof dropSchema>[];
}

/** Drops that are told of. */
const MAX_DROPS = 10;

/** Most senders that are told apart. */
const MAX_ARRIVALS = 100;

/** The state of the engine and of what arrives, for one project. */
export async function queryStatus(project: string, context: QueryContext): Promise<Status> {
  const { engine, limits, disk } = context;
  const [versions, tables, arrivals, oldest, drops] = await Promise.all([
    engine.query("SELECT version() AS version", {}, limits),
    engine.query(TABLES_SQL, {}, limits),
    engine.query(ARRIVALS_SQL, { project, limit: MAX_ARRIVALS }, limits),
    engine.query(OLDEST_SQL, { project }, limits),
    engine.query(DROPS_SQL, { limit: MAX_DROPS }, limits),
  ]);
  const oldestSpan = z.array(z.object({ start: z.string() })).parse(oldest)[0]?.start;
  const state = disk?.();
  return {
    engineVersion: z.array(z.object({ version: z.string() })).parse(versions)[0]?.version ?? "",
    tables: z.array(tableSchema).parse(tables),
    arrivals: z.array(arrivalSchema).parse(arrivals),
    unused: unusedOf(project, context),
    ...(oldestSpan !== undefined && { oldestSpan }),
    ...(state !== undefined && { disk: { ...state, drops: z.array(dropSchema).parse(drops) } }),
  };
}

function unusedOf(project: string, { server }: QueryContext): readonly UnusedStatus[] {
  const unused = server?.arrivals.list(project) ?? [];
  return unused.slice(0, MAX_ARRIVALS).map(({ signal, service, dialect, name, count, lastAt }) => ({
    ...{ signal, service, dialect, name, count },
    lastArrival: new Date(lastAt).toISOString(),
  }));
}

const TABLES_SQL = `
  SELECT table, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
  FROM system.parts WHERE active AND database = currentDatabase()
  GROUP BY table ORDER BY bytes DESC`;

const ARRIVALS_SQL = `
  SELECT s.service AS service, s.protocol AS protocol, s.dialect AS dialect,
    toFloat64(count()) AS spans, toFloat64(countIf(s.kind IN ('llm', 'embedding'))) AS inferenceCalls,
    concat(replaceOne(toString(max(s.ingested_at)), ' ', 'T'), 'Z') AS lastArrival,
    toFloat64(greatest(0, max(dateDiff('millisecond', s.ingested_at, s.start_time)))) AS aheadMs
  FROM spans AS s
  WHERE s.project = {project:String} AND s.ingested_at > now64(3) - INTERVAL 1 DAY
  GROUP BY service, protocol, dialect
  ORDER BY max(s.ingested_at) DESC
  LIMIT {limit:UInt32}`;

const DROPS_SQL = `
  SELECT concat(replaceOne(toString(d.at), ' ', 'T'), 'Z') AS at, d.table_name AS table,
    toString(toDate(d.until - INTERVAL 1 DAY)) AS day, toFloat64(d.rows) AS rows, toFloat64(d.bytes) AS bytes
  FROM deletions AS d FINAL WHERE d.reason = 'disk'
  ORDER BY d.at DESC, d.until DESC LIMIT {limit:UInt32}`;

/** The first hour is where the order of the table begins, and only that hour is then read. */
const OLDEST_SQL = `
  SELECT concat(replaceOne(toString(min(s.start_time)), ' ', 'T'), 'Z') AS start
  FROM spans AS s WHERE s.project = {project:String} AND toStartOfHour(s.start_time) = (
    SELECT toStartOfHour(s.start_time) FROM spans AS s WHERE s.project = {project:String}
    ORDER BY s.project, toStartOfHour(s.start_time) LIMIT 1)
  HAVING count() > 0`;
