import { QUANTILE_ERROR, type SpanState, type SpanSum } from "../../storage/schema/span-sums.ts";

/** What a measure counts in. Money is in nano-dollars (1e-9 USD), ratios are 0 to 1. */
export type MeasureUnit = "calls" | "nanoUsd" | "tokens" | "ms" | "ratio" | "tokensPerSecond";

/** A number about calls, as SQL over the sums and states that it needs. */
export interface Measure {
  readonly unit: MeasureUnit;
  /** Value where there were no calls: sums are nothing, averages and quantiles unknown. */
  readonly gap: 0 | null;
  readonly needs: readonly (SpanSum | SpanState)[];
  /** Over columns named as the sums, `longest_us`, and the arrays `duration_quantiles` and `ttft_quantiles`. */
  readonly sql: string;
}

/** Quantiles that are computed, in the order of the arrays. */
const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** The quantiles of merged states, as SQL. Microseconds. */
export function quantilesSql(state: string): string {
  return `quantilesDDMerge(${QUANTILE_ERROR}, ${Object.values(QUANTILES).join(", ")})(${state})`;
}

/** Every measure that charts and tables can show. */
export const MEASURES = {
  calls: sum("calls", "calls"),
  errors: sum("errors", "calls"),
  errorRate: ratio("errors", "calls"),
  blockedCalls: sum("blocked_calls", "calls"),
  abandonedCalls: sum("abandoned_calls", "calls"),
  cancelledCalls: sum("cancelled_calls", "calls"),
  cachedCalls: sum("cached_calls", "calls"),
  retriedCalls: sum("retried_calls", "calls"),
  recoveredCalls: sum("recovered_calls", "calls"),
  pricedCalls: sum("priced_calls", "calls"),
  unpricedCalls: sum("unpriced_calls", "calls"),
  estimatedCalls: sum("estimated_calls", "calls"),
  measuredCalls: sum("measured_calls", "calls"),
  streamedCalls: sum("streamed_calls", "calls"),
  slowCalls: sum("slow_calls", "calls"),
  costNanos: sum("cost_nanos", "nanoUsd"),
  inputCostNanos: sum("cost_input_nanos", "nanoUsd"),
  outputCostNanos: sum("cost_output_nanos", "nanoUsd"),
  failedCostNanos: sum("failed_nanos", "nanoUsd"),
  abandonedChargeNanos: sum("abandoned_charge_nanos", "nanoUsd"),
  costPerCallNanos: { ...ratio("cost_nanos", "priced_calls"), unit: "nanoUsd" },
  inputTokens: sum("input_tokens", "tokens"),
  outputTokens: sum("output_tokens", "tokens"),
  totalTokens: {
    unit: "tokens",
    gap: 0,
    needs: ["input_tokens", "output_tokens"],
    sql: "toFloat64(input_tokens + output_tokens)",
  },
  cacheReadTokens: sum("cache_read_tokens", "tokens"),
  cacheWriteTokens: sum("cache_write_tokens", "tokens"),
  cacheWrite1hTokens: sum("cache_write_1h_tokens", "tokens"),
  reasoningTokens: sum("reasoning_tokens", "tokens"),
  inputAudioTokens: sum("input_audio_tokens", "tokens"),
  outputAudioTokens: sum("output_audio_tokens", "tokens"),
  latencyAvgMs: average("duration_us", "measured_calls"),
  latencyP50Ms: quantile("duration", "measured_calls", "p50"),
  latencyP90Ms: quantile("duration", "measured_calls", "p90"),
  latencyP95Ms: quantile("duration", "measured_calls", "p95"),
  latencyP99Ms: quantile("duration", "measured_calls", "p99"),
  latencyMaxMs: {
    unit: "ms",
    gap: null,
    needs: ["longest_us", "measured_calls"],
    sql: "if(measured_calls = 0, NULL, longest_us / 1000)",
  },
  firstTokenAvgMs: average("ttft_us", "streamed_calls"),
  firstTokenP50Ms: quantile("ttft", "streamed_calls", "p50"),
  firstTokenP90Ms: quantile("ttft", "streamed_calls", "p90"),
  firstTokenP95Ms: quantile("ttft", "streamed_calls", "p95"),
  firstTokenP99Ms: quantile("ttft", "streamed_calls", "p99"),
  tokensPerSecond: {
    unit: "tokensPerSecond",
    gap: null,
    needs: ["writing_tokens", "writing_us"],
    sql: "if(writing_us = 0, NULL, writing_tokens * 1000000 / writing_us)",
  },
} as const satisfies Readonly<Record<string, Measure>>;

/** Name of a measure. */
export type MeasureName = keyof typeof MEASURES;

/** Every measure's name. */
export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]];

function sum<Unit extends MeasureUnit>(column: SpanSum, unit: Unit) {
  return { unit, gap: 0, needs: [column], sql: `toFloat64(${column})` } as const;
}

function ratio(part: SpanSum, whole: SpanSum) {
  const sql = `if(${whole} = 0, NULL, ${part} / ${whole})`;
  return { unit: "ratio", gap: null, needs: [part, whole], sql } as const;
}

function average(totalUs: SpanSum, count: SpanSum) {
  const sql = `if(${count} = 0, NULL, ${totalUs} / ${count} / 1000)`;
  return { unit: "ms", gap: null, needs: [totalUs, count], sql } as const;
}

function quantile(of: "duration" | "ttft", count: SpanSum, name: keyof typeof QUANTILES) {
  const place = Object.keys(QUANTILES).indexOf(name) + 1;
  const sql = `if(${count} = 0, NULL, ${of}_quantiles[${place}] / 1000)`;
  return { unit: "ms", gap: null, needs: [`${of}_state`, count], sql } as const;
}
