import { DEFAULT_SLOW_CALL_MS } from "@breakwater/core/signals/performance-tracker";

/**
 * SQL over `spans AS s` that rollups and questions to raw spans share, so that both give the same number. What counts
 * is what the report of the SDK counts.
 */

/** Refused calls sent nothing, and cached answers cost nothing: their usage and cost are not counted. */
const IS_USED = "(s.status != 'blocked' AND s.cached = 0)";

/**
 * Calls whose duration says something about the provider: those that ended by themselves, well or not. A measured
 * state is final, so that nothing ever has to be taken out of a quantile or a maximum.
 */
const IS_MEASURED = "(s.status IN ('ok', 'error') AND s.cached = 0 AND s.duration_us >= 0)";

const HAS_FIRST_TOKEN = `(${IS_MEASURED} AND s.ttft_us >= 0)`;

/** Calls that wrote something and ended well: what the speed of writing is taken from. */
const IS_WRITING = `(${IS_MEASURED} AND s.status = 'ok' AND s.output_tokens > 0)`;

/** What a call takes from budgets, as `settlementOfRecord` of core decides it; where no price is known, nothing. */
const CHARGED_NANOS = `multiIf(s.status IN ('running', 'blocked') OR s.cost_source = 'unpriced', 0,
  s.budget != '' AND JSONHas(s.budget, 'chargedNanos'), JSONExtractInt(s.budget, 'chargedNanos'), s.cost_nanos)`;

/** Sums by the name of their column, and one span's share in them. Amounts are nano-dollars, times microseconds. */
export const SPAN_SUMS = {
  calls: "s.status != 'blocked'",
  errors: "s.status = 'error'",
  blocked_calls: "s.status = 'blocked'",
  abandoned_calls: "s.status = 'abandoned'",
  cancelled_calls: "s.status = 'cancelled'",
  cached_calls: "s.cached = 1 AND s.status != 'blocked'",
  retried_calls: "s.attempt > 1 AND s.status != 'blocked'",
  recovered_calls: "s.attempt > 1 AND s.status = 'ok'",
  priced_calls: `${IS_USED} AND s.cost_source IN ('priced', 'reported')`,
  unpriced_calls: `${IS_USED} AND s.cost_source = 'unpriced'`,
  estimated_calls: `${IS_USED} AND s.usage_source = 'estimated'`,
  cost_nanos: `if(${IS_USED}, s.cost_nanos, 0)`,
  cost_input_nanos: `if(${IS_USED}, s.cost_input_nanos, 0)`,
  cost_output_nanos: `if(${IS_USED}, s.cost_output_nanos, 0)`,
  failed_nanos: `if(${IS_USED} AND s.status = 'error', s.cost_nanos, 0)`,
  abandoned_charge_nanos: `if(${IS_USED} AND s.status = 'abandoned' AND s.cost_source = '', JSONExtractInt(s.budget, 'chargedNanos'), 0)`,
  charged_nanos: CHARGED_NANOS,
  input_tokens: `if(${IS_USED}, s.input_tokens, 0)`,
  output_tokens: `if(${IS_USED}, s.output_tokens, 0)`,
  cache_read_tokens: `if(${IS_USED}, s.cache_read_tokens, 0)`,
  cache_write_tokens: `if(${IS_USED}, s.cache_write_tokens, 0)`,
  cache_write_1h_tokens: `if(${IS_USED}, s.cache_write_1h_tokens, 0)`,
  reasoning_tokens: `if(${IS_USED}, s.reasoning_tokens, 0)`,
  input_audio_tokens: `if(${IS_USED}, s.input_audio_tokens, 0)`,
  output_audio_tokens: `if(${IS_USED}, s.output_audio_tokens, 0)`,
  measured_calls: IS_MEASURED,
  duration_us: `if(${IS_MEASURED}, s.duration_us, 0)`,
  slow_calls: `${IS_MEASURED} AND s.duration_us > ${DEFAULT_SLOW_CALL_MS * 1000}`,
  streamed_calls: HAS_FIRST_TOKEN,
  ttft_us: `if(${HAS_FIRST_TOKEN}, s.ttft_us, 0)`,
  writing_tokens: `if(${IS_WRITING}, s.output_tokens, 0)`,
  writing_us: `if(${IS_WRITING}, s.duration_us, 0)`,
} as const satisfies Readonly<Record<string, string>>;

/** A sum over spans, by the name of its column. */
export type SpanSum = keyof typeof SPAN_SUMS;

/** Relative error of quantiles. */
export const QUANTILE_ERROR = 0.01;

/** Lower bounds of the heat map's rows: five for each factor of ten (1, 1.6, 2.5, 4, 6.3), 1 ms to 1,000 s. */
export const LATENCY_BOUNDS_US: readonly number[] = [
  0,
  ...[3, 4, 5, 6, 7, 8].flatMap((power) =>
    [1, 1.6, 2.5, 4, 6.3].map((step) => Math.round(step * 10 ** power)),
  ),
  1e9,
];

const STATE_TYPE = `AggregateFunction(quantilesDD(${QUANTILE_ERROR}, 0.5), Float64)`;
const STATE = `quantilesDDStateIf(${QUANTILE_ERROR}, 0.5)`;
const LATENCY_BOUND = `toUInt64(roundDown(toUInt64(greatest(s.duration_us, 0)), [${LATENCY_BOUNDS_US.join(", ")}]))`;

function mergedStates(column: string): string {
  return `quantilesDDMergeState(${QUANTILE_ERROR}, 0.5)(${column})`;
}

/** What spans are put into beside sums: states that can be merged (`merge` is SQL of it), but not taken apart again. */
export const SPAN_STATES = {
  duration_state: {
    type: STATE_TYPE,
    sql: `${STATE}(toFloat64(s.duration_us), ${IS_MEASURED})`,
    merge: mergedStates,
  },
  ttft_state: {
    type: STATE_TYPE,
    sql: `${STATE}(toFloat64(s.ttft_us), ${HAS_FIRST_TOKEN})`,
    merge: mergedStates,
  },
  longest_us: {
    type: "SimpleAggregateFunction(max, Int64)",
    sql: `max(if(${IS_MEASURED}, s.duration_us, 0))`,
    merge: (column: string) => `max(${column})`,
  },
  latency_counts: {
    type: "SimpleAggregateFunction(sumMap, Tuple(Array(UInt64), Array(UInt64)))",
    sql: `sumMapIf([${LATENCY_BOUND}], [toUInt64(1)], ${IS_MEASURED})`,
    merge: (column: string) => `sumMap(${column})`,
  },
} as const;

/** A state over spans, by the name of its column. */
export type SpanState = keyof typeof SPAN_STATES;
