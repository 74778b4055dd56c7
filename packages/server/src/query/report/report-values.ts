import type { CostTotals } from "@breakwater/core/signals/cost-totals";
import type { PerformanceStats } from "@breakwater/core/signals/performance-totals";
import type { MeasureValues } from "../sums/ask-measures.ts";
import type { MeasureName } from "../sums/measures.ts";

/** The measure behind each sum of the report. */
const COST_MEASURES = {
  calls: "calls",
  cachedCalls: "cachedCalls",
  blockedCalls: "blockedCalls",
  failedCalls: "errors",
  abandonedCalls: "abandonedCalls",
  pricedCalls: "pricedCalls",
  unpricedCalls: "unpricedCalls",
  estimatedCalls: "estimatedCalls",
  totalNanos: "costNanos",
  inputNanos: "inputCostNanos",
  outputNanos: "outputCostNanos",
  failedNanos: "failedCostNanos",
  abandonedChargeNanos: "abandonedChargeNanos",
  inputTokens: "inputTokens",
  outputTokens: "outputTokens",
  cacheReadTokens: "cacheReadTokens",
  cacheWriteTokens: "cacheWriteTokens",
  reasoningTokens: "reasoningTokens",
} as const satisfies Record<keyof CostTotals, MeasureName>;

const TIME_MEASURES = {
  avgMs: "latencyAvgMs",
  p50Ms: "latencyP50Ms",
  p95Ms: "latencyP95Ms",
  p99Ms: "latencyP99Ms",
  maxMs: "latencyMaxMs",
  firstTokenP50Ms: "firstTokenP50Ms",
  firstTokenP95Ms: "firstTokenP95Ms",
  tokensPerSecond: "tokensPerSecond",
} as const satisfies Partial<Record<keyof PerformanceStats, MeasureName>>;

/** What to ask for {@link costTotalsOf}. */
export const COST_MEASURE_NAMES: readonly MeasureName[] = Object.values(COST_MEASURES);

/** What to ask for {@link performanceStatsOf}. */
export const PERFORMANCE_MEASURE_NAMES: readonly MeasureName[] = [
  "measuredCalls",
  "streamedCalls",
  "slowCalls",
  ...Object.values(TIME_MEASURES),
];

/** Measures as the sums of the report. */
export function costTotalsOf(values: MeasureValues): CostTotals {
  const sums = Object.entries(COST_MEASURES).map(([field, measure]) => [field, values[measure] ?? 0]);
  return Object.fromEntries(sums) as Record<keyof CostTotals, number>;
}

/** Measures as the statistics of the report: what was not measured is absent. */
export function performanceStatsOf(values: MeasureValues): PerformanceStats {
  const times = Object.entries(TIME_MEASURES).flatMap(([field, measure]) => {
    const value = values[measure] ?? undefined;
    return value === undefined ? [] : [[field, value] as const];
  });
  return {
    count: values.measuredCalls ?? 0,
    streamedCount: values.streamedCalls ?? 0,
    slowCalls: values.slowCalls ?? 0,
    ...Object.fromEntries(times),
  };
}
