import type { TableLayout } from "./tables.ts";

/** A table of sums over spans, and the dimensions by which it keeps them apart. */
export interface RollupTable {
  readonly name: string;
  /** Start of a bucket, as SQL over `s.start_time`. */
  readonly bucket: string;
  readonly dimensions: readonly string[];
  /** With quantile states: costly where the keys are many. */
  readonly hasQuantiles: boolean;
}

const MODEL_DIMENSIONS = [
  "service",
  "environment",
  "kind",
  "provider",
  "model",
  "query_type",
  "status",
  "error_class",
];

/** Sums by minute for the charts, by hour for long ranges, and by user and hour for "who spends". */
export const ROLLUPS: readonly RollupTable[] = [
  {
    name: "spans_by_minute",
    bucket: "toStartOfMinute(s.start_time)",
    dimensions: MODEL_DIMENSIONS,
    hasQuantiles: true,
  },
  {
    name: "spans_by_hour",
    bucket: "toStartOfHour(s.start_time)",
    dimensions: MODEL_DIMENSIONS,
    hasQuantiles: true,
  },
  {
    name: "spans_by_user_hour",
    bucket: "toStartOfHour(s.start_time)",
    dimensions: ["user_id", "model", "query_type"],
    hasQuantiles: false,
  },
];

/** Sums that every rollup keeps, by the name of the column and the SQL of one span's share. */
const ROLLUP_SUMS: Readonly<Record<string, string>> = {
  calls: "1",
  inference_calls: "s.kind IN ('llm', 'embedding')",
  errors: "s.status = 'error'",
  blocked_calls: "s.status = 'blocked'",
  abandoned_calls: "s.status = 'abandoned'",
  unpriced_calls: "s.cost_source = 'unpriced'",
  cost_nanos: "s.cost_nanos",
  input_tokens: "toInt64(s.input_tokens)",
  output_tokens: "toInt64(s.output_tokens)",
  cache_read_tokens: "toInt64(s.cache_read_tokens)",
  cache_write_tokens: "toInt64(s.cache_write_tokens)",
  reasoning_tokens: "toInt64(s.reasoning_tokens)",
  duration_us: "greatest(s.duration_us, 0)",
};

/** Relative error of the quantiles' states. */
const QUANTILE_ERROR = 0.01;

/** The table of a rollup. Sums are signed, so that a span that changes can be taken out again. */
export function rollupTable(
  { name, dimensions, hasQuantiles }: RollupTable,
  { engine, onCluster }: TableLayout,
): string {
  const key = ["project", "bucket", ...dimensions];
  const columns = [
    "project LowCardinality(String)",
    "bucket DateTime('UTC') CODEC(Delta, ZSTD)",
    ...dimensions.map((dimension) =>
      dimension === "user_id" ? "user_id String CODEC(ZSTD)" : `${dimension} LowCardinality(String)`,
    ),
    ...Object.keys(ROLLUP_SUMS).map((sum) => `${sum} SimpleAggregateFunction(sum, Int64)`),
    ...(hasQuantiles
      ? [
          `duration_state AggregateFunction(quantilesDD(${QUANTILE_ERROR}, 0.5), Float64)`,
          `ttft_state AggregateFunction(quantilesDD(${QUANTILE_ERROR}, 0.5), Float64)`,
        ]
      : []),
    "last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC'))",
  ];
  return `CREATE TABLE IF NOT EXISTS ${name}${onCluster} (
    ${columns.join(",\n    ")}
  ) ENGINE = ${engine("AggregatingMergeTree")}
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (${key.join(", ")})`;
}

/** How spans are put into sums: added, or taken out again. */
export interface RollupChange {
  readonly sign: 1 | -1;
  /** SQL of the moment at which the change was made: what a repair after a crash goes by. */
  readonly arrivedAt: string;
}

const ADDED: RollupChange = { sign: 1, arrivedAt: "max(s.ingested_at)" };

/** The SELECT that turns spans (`from`, aliased `s`) into a rollup's rows. */
export function rollupSelect(
  { bucket, dimensions, hasQuantiles }: RollupTable,
  from: string,
  { sign, arrivedAt }: RollupChange = ADDED,
): string {
  const sums = Object.entries(ROLLUP_SUMS).map(([name, sql]) => `sum(${sign} * toInt64(${sql})) AS ${name}`);
  const states = [
    `quantilesDDStateIf(${QUANTILE_ERROR}, 0.5)(toFloat64(s.duration_us), s.duration_us >= 0) AS duration_state`,
    `quantilesDDStateIf(${QUANTILE_ERROR}, 0.5)(toFloat64(s.ttft_us), s.ttft_us >= 0) AS ttft_state`,
  ];
  const columns = [
    "s.project AS project",
    `${bucket} AS bucket`,
    ...dimensions.map((dimension) => `s.${dimension} AS ${dimension}`),
    ...sums,
    ...(hasQuantiles && sign === 1 ? states : []),
    `${arrivedAt} AS last_arrival`,
  ];
  return `SELECT ${columns.join(", ")} FROM ${from} GROUP BY ${["project", "bucket", ...dimensions].join(", ")}`;
}

/** The columns that {@link rollupSelect} gives, for the INSERT before it. Quantile states cannot be taken out. */
export function rollupColumns({ dimensions, hasQuantiles }: RollupTable, sign: 1 | -1): string {
  const states = hasQuantiles && sign === 1 ? ["duration_state", "ttft_state"] : [];
  return ["project", "bucket", ...dimensions, ...Object.keys(ROLLUP_SUMS), ...states, "last_arrival"].join(
    ", ",
  );
}

/** The view that keeps a rollup up to date. Calls still running are counted when they end. */
export function rollupView(table: RollupTable, { onCluster }: TableLayout): string {
  const select = rollupSelect(table, "spans AS s WHERE s.status != 'running'");
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table.name}_view${onCluster} TO ${table.name} AS ${select}`;
}
