-- 6. spans, payloads, sums, monitors

CREATE TABLE IF NOT EXISTS spans_local ON CLUSTER `prod` (
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
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}', version)
  PARTITION BY toYYYYMMDD(start_time)
  ORDER BY (project, toStartOfHour(start_time), trace_id, span_id)
  SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 1800, min_age_to_force_merge_on_partition_only = 1;

CREATE TABLE IF NOT EXISTS failed_spans_local ON CLUSTER `prod` (
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
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}', version)
  PARTITION BY toYYYYMMDD(start_time)
  ORDER BY (project, toStartOfHour(start_time), trace_id, span_id)
  SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 1800, min_age_to_force_merge_on_partition_only = 1;

CREATE TABLE IF NOT EXISTS payloads_local ON CLUSTER `prod` (
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
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}', version)
  PARTITION BY toYYYYMMDD(start_time)
  ORDER BY (project, toStartOfHour(start_time), trace_id, span_id)
  SETTINGS index_granularity = 1024, min_age_to_force_merge_seconds = 1800, min_age_to_force_merge_on_partition_only = 1;

CREATE TABLE IF NOT EXISTS logged_messages_local ON CLUSTER `prod` (
    project LowCardinality(String),
    trace_hex String EPHEMERAL,
    span_hex String EPHEMERAL,
    trace_id FixedString(16) DEFAULT unhex(trace_hex),
    span_id FixedString(8) DEFAULT unhex(span_hex),
    logged_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    input String CODEC(ZSTD(3)),
    output String CODEC(ZSTD(3)),
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMMDD(logged_at)
  ORDER BY (project, toStartOfHour(logged_at), trace_id, span_id, logged_at, cityHash64(input, output))
  SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS checkpoints ON CLUSTER `prod` (
      id UInt8,
      settled_at DateTime64(3, 'UTC'),
      is_clean UInt8,
      version UInt64
    ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{database}/{table}', '{replica}', version) ORDER BY id;

CREATE TABLE IF NOT EXISTS buckets_to_repair ON CLUSTER `prod` (
      rollup LowCardinality(String),
      project String,
      bucket DateTime('UTC')
    ) ENGINE = ReplicatedMergeTree('/clickhouse/tables/breakwater/{database}/{table}', '{replica}') ORDER BY (rollup, project, bucket);

CREATE TABLE IF NOT EXISTS deletions ON CLUSTER `prod` (
    table_name LowCardinality(String),
    partition_id String,
    reason LowCardinality(String),
    projects Array(String),
    until DateTime64(3, 'UTC'),
    rows UInt64,
    bytes UInt64,
    at DateTime64(3, 'UTC')
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{database}/{table}', '{replica}', at) ORDER BY (table_name, until, reason, projects);

CREATE TABLE IF NOT EXISTS monitors ON CLUSTER `prod` (
    project LowCardinality(String),
    monitor_id String,
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    sdk_version LowCardinality(String),
    started_at DateTime64(3, 'UTC'),
    sent_at DateTime64(3, 'UTC'),
    seen_at DateTime64(3, 'UTC'),
    budgets String CODEC(ZSTD(3))
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{database}/{table}', '{replica}', seen_at)
  ORDER BY (project, monitor_id)
  TTL toDateTime(seen_at) + INTERVAL 90 DAY;

CREATE TABLE IF NOT EXISTS alerts ON CLUSTER `prod` (
    project LowCardinality(String),
    fingerprint FixedString(16),
    monitor_id String,
    service LowCardinality(String),
    environment LowCardinality(String),
    starts_at DateTime64(3, 'UTC'),
    ends_at Nullable(DateTime64(3, 'UTC')),
    seen_at DateTime64(3, 'UTC'),
    name LowCardinality(String),
    severity LowCardinality(String),
    labels Map(LowCardinality(String), String),
    annotations Map(LowCardinality(String), String),
    event_count Nullable(Float64),
    value Nullable(Float64),
    rule String CODEC(ZSTD(3))
  ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/breakwater/{database}/{table}', '{replica}', seen_at)
  ORDER BY (project, starts_at, fingerprint, monitor_id)
  TTL toDateTime(seen_at) + INTERVAL 90 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS failed_spans_view ON CLUSTER `prod` TO failed_spans_local AS
  SELECT s.* FROM spans_local AS s WHERE s.status IN ('error', 'blocked');

CREATE TABLE IF NOT EXISTS latency_by_model_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    environment LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    duration_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    ttft_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    longest_us SimpleAggregateFunction(max, Int64),
    latency_counts SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64))),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, kind, bucket, environment, provider, model);

CREATE MATERIALIZED VIEW IF NOT EXISTS latency_by_model_hour_view ON CLUSTER `prod` TO latency_by_model_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, s.environment AS environment, s.kind AS kind, s.provider AS provider, s.model AS model, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.duration_us), (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS duration_state, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.ttft_us), ((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0)) AS ttft_state, max(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0)) AS longest_us, sumMapIf([toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [0, 1000, 1600, 2500, 4000, 6300, 10000, 16000, 25000, 40000, 63000, 100000, 160000, 250000, 400000, 630000, 1000000, 1600000, 2500000, 4000000, 6300000, 10000000, 16000000, 25000000, 40000000, 63000000, 100000000, 160000000, 250000000, 400000000, 630000000, 1000000000]))], [toUInt64(1)], (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS latency_counts, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' GROUP BY project, bucket, environment, kind, provider, model;

CREATE TABLE IF NOT EXISTS latency_by_model_day_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    environment LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    duration_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    ttft_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    longest_us SimpleAggregateFunction(max, Int64),
    latency_counts SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64))),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYear(bucket)
  ORDER BY (project, kind, bucket, environment, provider, model);

CREATE MATERIALIZED VIEW IF NOT EXISTS latency_by_model_day_view ON CLUSTER `prod` TO latency_by_model_day_local AS SELECT s.project AS project, toDateTime(toDate(s.start_time), 'UTC') AS bucket, s.environment AS environment, s.kind AS kind, s.provider AS provider, s.model AS model, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.duration_us), (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS duration_state, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.ttft_us), ((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0)) AS ttft_state, max(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0)) AS longest_us, sumMapIf([toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [0, 1000, 1600, 2500, 4000, 6300, 10000, 16000, 25000, 40000, 63000, 100000, 160000, 250000, 400000, 630000, 1000000, 1600000, 2500000, 4000000, 6300000, 10000000, 16000000, 25000000, 40000000, 63000000, 100000000, 160000000, 250000000, 400000000, 630000000, 1000000000]))], [toUInt64(1)], (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS latency_counts, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' GROUP BY project, bucket, environment, kind, provider, model;

CREATE TABLE IF NOT EXISTS latency_by_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    query_type LowCardinality(String),
    dialect LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    duration_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    ttft_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    longest_us SimpleAggregateFunction(max, Int64),
    latency_counts SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64))),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, kind, bucket, service, environment, release, provider, model, query_type, dialect);

CREATE MATERIALIZED VIEW IF NOT EXISTS latency_by_hour_view ON CLUSTER `prod` TO latency_by_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, s.service AS service, s.environment AS environment, s.release AS release, s.kind AS kind, s.provider AS provider, s.model AS model, s.query_type AS query_type, s.dialect AS dialect, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.duration_us), (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS duration_state, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.ttft_us), ((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0)) AS ttft_state, max(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0)) AS longest_us, sumMapIf([toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [0, 1000, 1600, 2500, 4000, 6300, 10000, 16000, 25000, 40000, 63000, 100000, 160000, 250000, 400000, 630000, 1000000, 1600000, 2500000, 4000000, 6300000, 10000000, 16000000, 25000000, 40000000, 63000000, 100000000, 160000000, 250000000, 400000000, 630000000, 1000000000]))], [toUInt64(1)], (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS latency_counts, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' GROUP BY project, bucket, service, environment, release, kind, provider, model, query_type, dialect;

CREATE TABLE IF NOT EXISTS latency_by_day_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    query_type LowCardinality(String),
    dialect LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    duration_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    ttft_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    longest_us SimpleAggregateFunction(max, Int64),
    latency_counts SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64))),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYear(bucket)
  ORDER BY (project, kind, bucket, service, environment, release, provider, model, query_type, dialect);

CREATE MATERIALIZED VIEW IF NOT EXISTS latency_by_day_view ON CLUSTER `prod` TO latency_by_day_local AS SELECT s.project AS project, toDateTime(toDate(s.start_time), 'UTC') AS bucket, s.service AS service, s.environment AS environment, s.release AS release, s.kind AS kind, s.provider AS provider, s.model AS model, s.query_type AS query_type, s.dialect AS dialect, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.duration_us), (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS duration_state, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.ttft_us), ((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0)) AS ttft_state, max(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0)) AS longest_us, sumMapIf([toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [0, 1000, 1600, 2500, 4000, 6300, 10000, 16000, 25000, 40000, 63000, 100000, 160000, 250000, 400000, 630000, 1000000, 1600000, 2500000, 4000000, 6300000, 10000000, 16000000, 25000000, 40000000, 63000000, 100000000, 160000000, 250000000, 400000000, 630000000, 1000000000]))], [toUInt64(1)], (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS latency_counts, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' GROUP BY project, bucket, service, environment, release, kind, provider, model, query_type, dialect;

CREATE TABLE IF NOT EXISTS calls_by_model_minute_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    environment LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, kind, bucket, environment, provider, model);

CREATE MATERIALIZED VIEW IF NOT EXISTS calls_by_model_minute_view ON CLUSTER `prod` TO calls_by_model_minute_local AS SELECT s.project AS project, toStartOfMinute(s.start_time) AS bucket, s.environment AS environment, s.kind AS kind, s.provider AS provider, s.model AS model, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' AND s.kind IN ('llm', 'embedding') GROUP BY project, bucket, environment, kind, provider, model;

CREATE TABLE IF NOT EXISTS spans_by_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    service LowCardinality(String),
    environment LowCardinality(String),
    release LowCardinality(String),
    kind LowCardinality(String),
    provider LowCardinality(String),
    model LowCardinality(String),
    query_type LowCardinality(String),
    dialect LowCardinality(String),
    status LowCardinality(String),
    error_class LowCardinality(String),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, kind, bucket, service, environment, release, provider, model, query_type, dialect, status, error_class);

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_by_hour_view ON CLUSTER `prod` TO spans_by_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, s.service AS service, s.environment AS environment, s.release AS release, s.kind AS kind, s.provider AS provider, s.model AS model, s.query_type AS query_type, s.dialect AS dialect, s.status AS status, s.error_class AS error_class, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' GROUP BY project, bucket, service, environment, release, kind, provider, model, query_type, dialect, status, error_class;

CREATE TABLE IF NOT EXISTS spans_by_user_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    user_id String CODEC(ZSTD),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1,
    INDEX by_user_id user_id TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, bucket, user_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_by_user_hour_view ON CLUSTER `prod` TO spans_by_user_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, s.user_id AS user_id, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' AND s.kind IN ('llm', 'embedding') GROUP BY project, bucket, user_id;

CREATE TABLE IF NOT EXISTS latency_by_user_day_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    user_id String CODEC(ZSTD),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    duration_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    ttft_state AggregateFunction(quantilesDD(0.01, 0.5), Float64),
    longest_us SimpleAggregateFunction(max, Int64),
    latency_counts SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64))),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, user_id, bucket) SETTINGS index_granularity = 256;

CREATE MATERIALIZED VIEW IF NOT EXISTS latency_by_user_day_view ON CLUSTER `prod` TO latency_by_user_day_local AS SELECT s.project AS project, toDateTime(toDate(s.start_time), 'UTC') AS bucket, s.user_id AS user_id, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.duration_us), (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS duration_state, quantilesDDStateIf(0.01, 0.5)(toFloat64(s.ttft_us), ((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0)) AS ttft_state, max(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0)) AS longest_us, sumMapIf([toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [0, 1000, 1600, 2500, 4000, 6300, 10000, 16000, 25000, 40000, 63000, 100000, 160000, 250000, 400000, 630000, 1000000, 1600000, 2500000, 4000000, 6300000, 10000000, 16000000, 25000000, 40000000, 63000000, 100000000, 160000000, 250000000, 400000000, 630000000, 1000000000]))], [toUInt64(1)], (s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)) AS latency_counts, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' AND s.kind IN ('llm', 'embedding') GROUP BY project, bucket, user_id;

CREATE TABLE IF NOT EXISTS spans_by_session_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    session_id String CODEC(ZSTD),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1,
    INDEX by_session_id session_id TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, bucket, session_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_by_session_hour_view ON CLUSTER `prod` TO spans_by_session_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, s.session_id AS session_id, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' AND s.kind IN ('llm', 'embedding') GROUP BY project, bucket, session_id;

CREATE TABLE IF NOT EXISTS spans_by_tag_hour_local ON CLUSTER `prod` (
    project LowCardinality(String),
    bucket DateTime('UTC') CODEC(Delta, ZSTD),
    tag String CODEC(ZSTD),
    calls SimpleAggregateFunction(sum, Int64),
    errors SimpleAggregateFunction(sum, Int64),
    blocked_calls SimpleAggregateFunction(sum, Int64),
    abandoned_calls SimpleAggregateFunction(sum, Int64),
    cancelled_calls SimpleAggregateFunction(sum, Int64),
    cached_calls SimpleAggregateFunction(sum, Int64),
    retried_calls SimpleAggregateFunction(sum, Int64),
    recovered_calls SimpleAggregateFunction(sum, Int64),
    priced_calls SimpleAggregateFunction(sum, Int64),
    unpriced_calls SimpleAggregateFunction(sum, Int64),
    estimated_calls SimpleAggregateFunction(sum, Int64),
    cost_nanos SimpleAggregateFunction(sum, Int64),
    cost_input_nanos SimpleAggregateFunction(sum, Int64),
    cost_output_nanos SimpleAggregateFunction(sum, Int64),
    failed_nanos SimpleAggregateFunction(sum, Int64),
    abandoned_charge_nanos SimpleAggregateFunction(sum, Int64),
    charged_nanos SimpleAggregateFunction(sum, Int64),
    input_tokens SimpleAggregateFunction(sum, Int64),
    output_tokens SimpleAggregateFunction(sum, Int64),
    cache_read_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_tokens SimpleAggregateFunction(sum, Int64),
    cache_write_1h_tokens SimpleAggregateFunction(sum, Int64),
    reasoning_tokens SimpleAggregateFunction(sum, Int64),
    input_audio_tokens SimpleAggregateFunction(sum, Int64),
    output_audio_tokens SimpleAggregateFunction(sum, Int64),
    measured_calls SimpleAggregateFunction(sum, Int64),
    duration_us SimpleAggregateFunction(sum, Int64),
    slow_calls SimpleAggregateFunction(sum, Int64),
    streamed_calls SimpleAggregateFunction(sum, Int64),
    ttft_us SimpleAggregateFunction(sum, Int64),
    writing_tokens SimpleAggregateFunction(sum, Int64),
    writing_us SimpleAggregateFunction(sum, Int64),
    last_arrival SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_arrival last_arrival TYPE minmax GRANULARITY 1,
    INDEX by_tag tag TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/breakwater/{shard}/{database}/{table}', '{replica}')
  PARTITION BY toYYYYMM(bucket)
  ORDER BY (project, bucket, tag);

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_by_tag_hour_view ON CLUSTER `prod` TO spans_by_tag_hour_local AS SELECT s.project AS project, toStartOfHour(s.start_time) AS bucket, arrayJoin(if(empty(s.tags), [''], arrayDistinct(CAST(s.tags, 'Array(String)')))) AS tag, sum(1 * toInt64(s.status != 'blocked')) AS calls, sum(1 * toInt64(s.status = 'error')) AS errors, sum(1 * toInt64(s.status = 'blocked')) AS blocked_calls, sum(1 * toInt64(s.status = 'abandoned')) AS abandoned_calls, sum(1 * toInt64(s.status = 'cancelled')) AS cancelled_calls, sum(1 * toInt64(s.cached = 1 AND s.status != 'blocked')) AS cached_calls, sum(1 * toInt64(s.attempt > 1 AND s.status != 'blocked')) AS retried_calls, sum(1 * toInt64(s.attempt > 1 AND s.status = 'ok')) AS recovered_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source IN ('priced', 'reported'))) AS priced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.cost_source = 'unpriced')) AS unpriced_calls, sum(1 * toInt64((s.status != 'blocked' AND s.cached = 0) AND s.usage_source = 'estimated')) AS estimated_calls, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_nanos, 0))) AS cost_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_input_nanos, 0))) AS cost_input_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cost_output_nanos, 0))) AS cost_output_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'error', s.cost_nanos, 0))) AS failed_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0) AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0))) AS abandoned_charge_nanos, sum(1 * toInt64(multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos))) AS charged_nanos, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_tokens, 0))) AS input_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_tokens, 0))) AS output_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_read_tokens, 0))) AS cache_read_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_tokens, 0))) AS cache_write_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.cache_write_1h_tokens, 0))) AS cache_write_1h_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.reasoning_tokens, 0))) AS reasoning_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.input_audio_tokens, 0))) AS input_audio_tokens, sum(1 * toInt64(if((s.status != 'blocked' AND s.cached = 0), s.output_audio_tokens, 0))) AS output_audio_tokens, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0))) AS measured_calls, sum(1 * toInt64(if((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0), s.duration_us, 0))) AS duration_us, sum(1 * toInt64((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.duration_us > 5000000)) AS slow_calls, sum(1 * toInt64(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0))) AS streamed_calls, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.ttft_us >= 0), s.ttft_us, 0))) AS ttft_us, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.output_tokens, 0))) AS writing_tokens, sum(1 * toInt64(if(((s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0) AND s.status = 'ok' AND s.output_tokens > 0), s.duration_us, 0))) AS writing_us, max(s.ingested_at) AS last_arrival FROM spans_local AS s WHERE s.status != 'running' AND s.kind IN ('llm', 'embedding') GROUP BY project, bucket, tag;

CREATE TABLE IF NOT EXISTS spans ON CLUSTER `prod` AS spans_local
  ENGINE = Distributed('prod', currentDatabase(), 'spans_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS failed_spans ON CLUSTER `prod` AS failed_spans_local
  ENGINE = Distributed('prod', currentDatabase(), 'failed_spans_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS payloads ON CLUSTER `prod` AS payloads_local
  ENGINE = Distributed('prod', currentDatabase(), 'payloads_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS logged_messages ON CLUSTER `prod` AS logged_messages_local
  ENGINE = Distributed('prod', currentDatabase(), 'logged_messages_local', cityHash64(trace_id));

CREATE TABLE IF NOT EXISTS latency_by_model_hour ON CLUSTER `prod` AS latency_by_model_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'latency_by_model_hour_local', rand());

CREATE TABLE IF NOT EXISTS latency_by_model_day ON CLUSTER `prod` AS latency_by_model_day_local
  ENGINE = Distributed('prod', currentDatabase(), 'latency_by_model_day_local', rand());

CREATE TABLE IF NOT EXISTS latency_by_hour ON CLUSTER `prod` AS latency_by_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'latency_by_hour_local', rand());

CREATE TABLE IF NOT EXISTS latency_by_day ON CLUSTER `prod` AS latency_by_day_local
  ENGINE = Distributed('prod', currentDatabase(), 'latency_by_day_local', rand());

CREATE TABLE IF NOT EXISTS calls_by_model_minute ON CLUSTER `prod` AS calls_by_model_minute_local
  ENGINE = Distributed('prod', currentDatabase(), 'calls_by_model_minute_local', rand());

CREATE TABLE IF NOT EXISTS spans_by_hour ON CLUSTER `prod` AS spans_by_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'spans_by_hour_local', rand());

CREATE TABLE IF NOT EXISTS spans_by_user_hour ON CLUSTER `prod` AS spans_by_user_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'spans_by_user_hour_local', rand());

CREATE TABLE IF NOT EXISTS latency_by_user_day ON CLUSTER `prod` AS latency_by_user_day_local
  ENGINE = Distributed('prod', currentDatabase(), 'latency_by_user_day_local', rand());

CREATE TABLE IF NOT EXISTS spans_by_session_hour ON CLUSTER `prod` AS spans_by_session_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'spans_by_session_hour_local', rand());

CREATE TABLE IF NOT EXISTS spans_by_tag_hour ON CLUSTER `prod` AS spans_by_tag_hour_local
  ENGINE = Distributed('prod', currentDatabase(), 'spans_by_tag_hour_local', rand());
