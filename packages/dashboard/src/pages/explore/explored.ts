import type { ExploreSearch } from "../../app/page-searches.ts";
import { FILTER_DIMENSIONS, type FilterDimension, type View } from "../../app/view.ts";
import type { ChartKind } from "../../charts/time-series.ts";
import {
  type Format,
  formatCount,
  formatDuration,
  formatMoney,
  formatRate,
  formatShare,
} from "../../format/format-values.ts";

/** Measures that one can look at by themselves. */
export const EXPLORED_MEASURES = [
  "costNanos",
  "calls",
  "errors",
  "errorRate",
  "totalTokens",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "costPerCallNanos",
  "latencyP50Ms",
  "latencyP95Ms",
  "latencyP99Ms",
  "firstTokenP50Ms",
  "firstTokenP95Ms",
  "tokensPerSecond",
  "unpricedCalls",
  "blockedCalls",
  "abandonedCalls",
] as const;

/** A measure that one can look at by itself. */
export type ExploredMeasure = (typeof EXPLORED_MEASURES)[number];

/** What is looked at. */
export interface Explored {
  readonly measure: ExploredMeasure;
  readonly by: FilterDimension | "nothing";
  readonly draw: ChartKind;
  readonly isCompared: boolean;
}

/** What an address asks to look at: spend by model when it does not say. */
export function exploredOf({ measure, by = "model", draw, compare }: ExploreSearch): Explored {
  const known = EXPLORED_MEASURES.find((name) => name === measure) ?? "costNanos";
  const dimension = FILTER_DIMENSIONS.find((name) => name === by) ?? "nothing";
  return {
    measure: known,
    by: dimension,
    draw: draw ?? (addsUp(known) ? "bar" : "line"),
    isCompared: compare === "true" && dimension === "nothing",
  };
}

/** Whether the parts of a measure add up to the whole: only then may they be stacked. */
export function addsUp(measure: ExploredMeasure): boolean {
  return !/Ms$|Rate$|PerCall|PerSecond/.test(measure);
}

/** How a measure's values are written. */
export function formatOf(measure: string): Format {
  if (measure.endsWith("Nanos")) return formatMoney;
  if (measure.endsWith("Ms")) return formatDuration;
  if (measure.endsWith("Rate")) return formatShare;
  return measure === "tokensPerSecond" ? formatRate : formatCount;
}

/** The stretch of the same length before a range, given as ISO 8601. */
export function viewBefore(view: View, { from, to }: { readonly from: string; readonly to: string }): View {
  const start = Date.parse(from);
  return { ...view, from: new Date(2 * start - Date.parse(to)).toISOString(), to: from };
}
