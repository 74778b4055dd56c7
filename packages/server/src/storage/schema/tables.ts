/** How tables are laid out: on one machine, as replicas of a cluster, or in its shards. */
export interface TableLayout {
  /** Engine of a table of data, such as `ReplacingMergeTree(version)` or its replicated form. */
  engine(family: string, ...parameters: string[]): string;
  /** Engine of a small table that every node keeps whole, even where data is spread over shards. */
  wholeEngine(family: string, ...parameters: string[]): string;
  /** ` ON CLUSTER name`, or nothing. */
  readonly onCluster: string;
  /** Whether each node holds only a part of the data. */
  readonly isSharded: boolean;
  /** Name of the table that holds the rows of `table` on each node. */
  stored(table: string): string;
  /** The stored rows of `table` on all nodes, as an `ALTER TABLE` names them. */
  altered(table: string): string;
  /** A table of the engine about itself, as a question to every shard names it. */
  system(table: string): string;
  /** Statements for the table over the stored ones of all shards, by the name that questions use. */
  spread(table: string, shardingKey: string): readonly string[];
}

/** Tables of one engine that keeps its own data. */
export const SINGLE_LAYOUT: TableLayout = {
  engine: engineSql,
  wholeEngine: engineSql,
  onCluster: "",
  isSharded: false,
  stored: (table) => table,
  altered: (table) => table,
  system: (table) => `system.${table}`,
  spread: () => [],
};

function engineSql(family: string, ...parameters: string[]): string {
  return `${family}(${parameters.join(", ")})`;
}

/** A trace is on one shard: a span's copies and states meet there, and are counted once. */
export const BY_TRACE = "cityHash64(trace_id)";

/** How long nothing must have come in for a day before it is put into one piece. */
const QUIET_SECONDS = 1_800;

/**
 * Has the engine put each day into one piece once it is quiet. FINAL has nothing to do then, where it would otherwise
 * compare every row of the pieces: a month of spans is read several times faster.
 */
const MERGED_WHEN_QUIET = `min_age_to_force_merge_seconds = ${QUIET_SECONDS}, min_age_to_force_merge_on_partition_only = 1`;

/**
 * Spans as they are, newest state of each last. Ids come in as hex (`*_hex`, which are not stored) and are kept as
 * bytes. `start_time` leads nowhere in the sorting key but by its hour: a trace's spans stay together, and a time
 * range still prunes. Amounts are nano-dollars, times microseconds; -1 stands for "not known".
 */
export function spansTable({ engine, onCluster, stored }: TableLayout, name = "spans"): string {
  return `CREATE TABLE IF NOT EXISTS ${stored(name)}${onCluster} (
    project LowCardinality(String),
    trace_hex String EPHEMERAL,
    span_hex String EPHEMERAL,
    parent_hex String EPHEMERAL,
    trace_id FixedString(16) DEFAULT unhex(trace_hex),
    span_id FixedString(8) DEFAULT unhex(span_hex),
    parent_span_id FixedString(8) DEFAULT unhex(parent_hex),
    start_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    duration_us Int64 CODEC(T64, ZSTD),
    ttft_us Int64 CODEC(T64, ZSTD),
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    kind LowCardinality(String),
    name LowCardinality(String),
    provider LowCardinality(String),
    request_model LowCardinality(String),
    response_model LowCardinality(String),
    model LowCardinality(String) MATERIALIZED if(request_model != '', request_model, response_model),
    service_tier LowCardinality(String),
    status LowCardinality(String),
    error_class LowCardinality(String),
    error_type LowCardinality(String),
    error_code LowCardinality(String),
    error_message String CODEC(ZSTD(3)),
    error_fingerprint LowCardinality(String),
    attempt UInt16,
    cached UInt8,
    input_tokens UInt64 CODEC(T64, ZSTD),
    output_tokens UInt64 CODEC(T64, ZSTD),
    cache_read_tokens UInt64 CODEC(T64, ZSTD),
    cache_write_tokens UInt64 CODEC(T64, ZSTD),
    cache_write_1h_tokens UInt64 CODEC(T64, ZSTD),
    reasoning_tokens UInt64 CODEC(T64, ZSTD),
    input_audio_tokens UInt64 CODEC(T64, ZSTD),
    output_audio_tokens UInt64 CODEC(T64, ZSTD),
    usage_source LowCardinality(String),
    cost_source LowCardinality(String),
    cost_nanos Int64 CODEC(T64, ZSTD),
    cost_input_nanos Int64 CODEC(T64, ZSTD),
    cost_output_nanos Int64 CODEC(T64, ZSTD),
    cost_catalogue LowCardinality(String),
    cost_flags Array(LowCardinality(String)),
    unpriced_reason LowCardinality(String),
    budget String CODEC(ZSTD(3)),
    user_id String CODEC(ZSTD),
    session_id String CODEC(ZSTD),
    query_type LowCardinality(String),
    tags Array(LowCardinality(String)),
    metadata Map(LowCardinality(String), String) CODEC(ZSTD),
    metadata_types Map(LowCardinality(String), LowCardinality(String)),
    has_payload UInt8,
    protocol LowCardinality(String),
    dialect LowCardinality(String),
    rank UInt8,
    version UInt64 CODEC(Delta, ZSTD),
    ingested_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_arrival ingested_at TYPE minmax GRANULARITY 1,
    INDEX by_start start_time TYPE minmax GRANULARITY 1,
    INDEX by_status status TYPE set(16) GRANULARITY 1
  ) ENGINE = ${engine("ReplacingMergeTree", "version")}
  PARTITION BY toYYYYMMDD(start_time)
  ORDER BY (project, toStartOfHour(start_time), trace_id, span_id)
  SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 0, ${MERGED_WHEN_QUIET}`;
}

/** Prompts and answers, apart from the numbers: they are big, seldom read, and kept for a shorter time. */
export function payloadsTable({ engine, onCluster, stored }: TableLayout): string {
  return `CREATE TABLE IF NOT EXISTS ${stored("payloads")}${onCluster} (
    project LowCardinality(String),
    trace_hex String EPHEMERAL,
    span_hex String EPHEMERAL,
    trace_id FixedString(16) DEFAULT unhex(trace_hex),
    span_id FixedString(8) DEFAULT unhex(span_hex),
    start_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    input String CODEC(ZSTD(3)),
    output String CODEC(ZSTD(3)),
    version UInt64 CODEC(Delta, ZSTD),
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX words_in_input lower(input) TYPE tokenbf_v1(16384, 3, 0) GRANULARITY 1,
    INDEX words_in_output lower(output) TYPE tokenbf_v1(16384, 3, 0) GRANULARITY 1
  ) ENGINE = ${engine("ReplacingMergeTree", "version")}
  PARTITION BY toYYYYMMDD(start_time)
  ORDER BY (project, toStartOfHour(start_time), trace_id, span_id)
  SETTINGS index_granularity = 1024, ${MERGED_WHEN_QUIET}`;
}

/**
 * Messages that came as log records, each for itself: they may arrive before their span or after it, and in several
 * requests. Whoever reads a payload puts them together.
 */
export function loggedMessagesTable({ engine, onCluster, stored }: TableLayout): string {
  return `CREATE TABLE IF NOT EXISTS ${stored("logged_messages")}${onCluster} (
    project LowCardinality(String),
    trace_hex String EPHEMERAL,
    span_hex String EPHEMERAL,
    trace_id FixedString(16) DEFAULT unhex(trace_hex),
    span_id FixedString(8) DEFAULT unhex(span_hex),
    logged_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    input String CODEC(ZSTD(3)),
    output String CODEC(ZSTD(3)),
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = ${engine("ReplacingMergeTree")}
  PARTITION BY toYYYYMMDD(logged_at)
  ORDER BY (project, toStartOfHour(logged_at), trace_id, span_id, logged_at, cityHash64(input, output))
  SETTINGS index_granularity = 1024`;
}
