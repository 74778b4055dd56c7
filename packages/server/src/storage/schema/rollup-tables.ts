import { SPAN_KINDS } from "@breakwater/core/record/record-names";
import { isInference } from "@breakwater/core/record/span-record";
import { SPAN_STATES, SPAN_SUMS } from "./span-sums.ts";
import type { TableLayout } from "./tables.ts";

/** How long one bucket of a rollup is. */
export type RollupStep = "minute" | "hour" | "day";

/** A table of sums over spans, and the dimensions by which it keeps them apart. */
export interface RollupTable {
  readonly name: string;
  readonly step: RollupStep;
  /** Start of a bucket in UTC, as SQL over `s.start_time`. */
  readonly bucket: string;
  /** Columns of `spans`, and `tag`. */
  readonly dimensions: readonly string[];
  /** With states for quantiles, maxima and heat maps: costly where the keys are many. */
  readonly hasStates: boolean;
  /** A span counts under each of its tags, so that the sums of this table do not add up to those of all spans. */
  readonly isByTag?: boolean;
  /** Which spans it holds, as SQL over `s`; all of them by default. */
  readonly only?: string;
  /**
   * Rows of one key lie together, whatever their time: for questions about one key, where others would read states of
   * all keys. Needs partitions that are not long.
   */
  readonly isByKey?: boolean;
}

/** The tags of a span, one by one; an empty text when it has none. */
export const EACH_TAG = "arrayJoin(if(empty(s.tags), [''], arrayDistinct(CAST(s.tags, 'Array(String)'))))";

const LATENCY_DIMENSIONS = [
  "service",
  "environment",
  "release",
  "kind",
  "provider",
  "model",
  "query_type",
  "dialect",
];

/** What most questions name: a tenth of the keys of {@link LATENCY_DIMENSIONS}, so that a month of states is quick to read. */
const MODEL_DIMENSIONS = ["environment", "kind", "provider", "model"];

const OUTCOME_DIMENSIONS = [...LATENCY_DIMENSIONS, "status", "error_class"];

/** Kinds of the spans that are paid for. */
export const INFERENCE_KINDS: readonly string[] = SPAN_KINDS.filter(isInference);

const IS_INFERENCE = `s.kind IN (${INFERENCE_KINDS.map((kind) => `'${kind}'`).join(", ")})`;

const BUCKETS: Readonly<Record<RollupStep, string>> = {
  minute: "toStartOfMinute(s.start_time)",
  hour: "toStartOfHour(s.start_time)",
  day: "toDateTime(toDate(s.start_time), 'UTC')",
};

/**
 * Sums by minute for the charts of a day, by hour and day for longer ranges, and by user, session and tag for "who spends".
 * Minutes have no states, and no states are kept by outcome: making them would cost more than storing the spans, and
 * the spans of a day are quick to read. A question is answered by the first tables here that can.
 */
export const ROLLUPS: readonly RollupTable[] = [
  {
    ...rollup("latency_by_model_hour", "hour"),
    dimensions: MODEL_DIMENSIONS,
    hasStates: true,
  },
  {
    ...rollup("latency_by_model_day", "day"),
    dimensions: MODEL_DIMENSIONS,
    hasStates: true,
  },
  { ...rollup("latency_by_hour", "hour"), dimensions: LATENCY_DIMENSIONS, hasStates: true },
  { ...rollup("latency_by_day", "day"), dimensions: LATENCY_DIMENSIONS, hasStates: true },
  { ...rollup("calls_by_model_minute", "minute"), dimensions: MODEL_DIMENSIONS, only: IS_INFERENCE },
  { ...rollup("spans_by_hour", "hour"), dimensions: OUTCOME_DIMENSIONS },
  { ...rollup("spans_by_user_hour", "hour"), dimensions: ["user_id"], only: IS_INFERENCE },
  {
    ...rollup("latency_by_user_day", "day"),
    dimensions: ["user_id"],
    hasStates: true,
    only: IS_INFERENCE,
    isByKey: true,
  },
  { ...rollup("spans_by_session_hour", "hour"), dimensions: ["session_id"], only: IS_INFERENCE },
  { ...rollup("spans_by_tag_hour", "hour"), dimensions: ["tag"], only: IS_INFERENCE, isByTag: true },
];

function rollup(name: string, step: RollupStep) {
  return { name, step, bucket: BUCKETS[step], hasStates: false };
}

/** Rows between two marks of a table by key: reading one state costs the reading of all of these. */
const ROWS_BY_KEY = 256;

/** The table of a rollup. Sums are signed, so that a span that changes can be taken out again. */
export function rollupTable(table: RollupTable, { engine, onCluster, stored }: TableLayout): string {
  const { name, step, dimensions, hasStates, isByKey = false } = table;
  // By kind first: every question names kinds, and what is not read of a state still costs the reading.
  const before = dimensions.filter((dimension) => isByKey || dimension === "kind");
  const key = ["project", ...before, "bucket", ...dimensions.filter((one) => !before.includes(one))];
  const states = Object.entries(SPAN_STATES).map(([state, { type }]) => `${state} ${type}`);
  const columns = [
    "project LowCardinality(String)",
    "bucket DateTime('UTC') CODEC(Delta, ZSTD)",
    ...dimensions.map((dimension) =>
      hasManyValues(dimension) ? `${dimension} String CODEC(ZSTD)` : `${dimension} LowCardinality(String)`,
    ),
    ...Object.keys(SPAN_SUMS).map((sum) => `${sum} SimpleAggregateFunction(sum, Int64)`),
    ...(hasStates ? states : []),
    "last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC'))",
    "INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1",
    ...dimensions
      .filter((dimension) => hasManyValues(dimension) && !isByKey)
      .map((dimension) => `INDEX by_${dimension} ${dimension} TYPE bloom_filter(0.01) GRANULARITY 1`),
  ];
  return `CREATE TABLE IF NOT EXISTS ${stored(name)}${onCluster} (
    ${columns.join(",\n    ")}
  ) ENGINE = ${engine("AggregatingMergeTree")}
  PARTITION BY ${step === "day" && !isByKey ? "toYear(bucket)" : "toYYYYMM(bucket)"}
  ORDER BY (${key.join(", ")})${isByKey ? ` SETTINGS index_granularity = ${ROWS_BY_KEY}` : ""}`;
}

function hasManyValues(dimension: string): boolean {
  return ["user_id", "session_id", "tag"].includes(dimension);
}

/** How spans are put into sums: added, or taken out again. */
export interface RollupChange {
  readonly sign: 1 | -1;
  /** SQL of the moment at which the change was made: what a repair after a crash goes by. */
  readonly arrivedAt: string;
}

const ADDED: RollupChange = { sign: 1, arrivedAt: "max(s.ingested_at)" };

/** The SELECT that turns spans into a rollup's rows. `from` gives them as `s` and ends in a condition. */
export function rollupSelect(
  { bucket, dimensions, hasStates, only }: RollupTable,
  from: string,
  { sign, arrivedAt }: RollupChange = ADDED,
): string {
  const sums = Object.entries(SPAN_SUMS).map(([name, sql]) => `sum(${sign} * toInt64(${sql})) AS ${name}`);
  const states = Object.entries(SPAN_STATES).map(([name, { sql }]) => `${sql} AS ${name}`);
  const columns = [
    "s.project AS project",
    `${bucket} AS bucket`,
    ...dimensions.map((dimension) => `${dimension === "tag" ? EACH_TAG : `s.${dimension}`} AS ${dimension}`),
    ...sums,
    ...(hasStates && sign === 1 ? states : []),
    `${arrivedAt} AS last_arrival`,
  ];
  const chosen = only === undefined ? from : `${from} AND ${only}`;
  return `SELECT ${columns.join(", ")} FROM ${chosen} GROUP BY ${["project", "bucket", ...dimensions].join(", ")}`;
}

/**
 * The columns that {@link rollupSelect} gives, for the INSERT before it. States cannot be taken out, and need not be:
 * only abandoned spans ever change once they are counted, and no state holds them.
 */
export function rollupColumns({ dimensions, hasStates }: RollupTable, sign: 1 | -1): string {
  const states = hasStates && sign === 1 ? Object.keys(SPAN_STATES) : [];
  return ["project", "bucket", ...dimensions, ...Object.keys(SPAN_SUMS), ...states, "last_arrival"].join(
    ", ",
  );
}

/** The view that keeps a rollup up to date. Calls still running are counted when they end. */
export function rollupView(table: RollupTable, { onCluster, stored }: TableLayout): string {
  const select = rollupSelect(table, `${stored("spans")} AS s WHERE s.status != 'running'`);
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table.name}_view${onCluster} TO ${stored(table.name)} AS ${select}`;
}
