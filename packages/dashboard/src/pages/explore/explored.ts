import type { MeasureName } from "../../api/questions.ts";
import type { ExploreSearch } from "../../app/page-searches.ts";
import { FILTER_DIMENSIONS, type FilterDimension, narrowed, type View } from "../../app/view.ts";
import {
  type Format,
  formatCount,
  formatDuration,
  formatLength,
  formatMoney,
  formatRate,
  formatShare,
} from "../../format/format-values.ts";

/** Measures that one can look at, by what they are about. Those named `Quantiles` are three in one chart. */
export const EXPLORED_MEASURES = {
  money: [
    "costNanos",
    "costPerCallNanos",
    "inputCostNanos",
    "outputCostNanos",
    "failedCostNanos",
    "abandonedChargeNanos",
  ],
  calls: [
    "calls",
    "errors",
    "errorRate",
    "blockedCalls",
    "abandonedCalls",
    "cancelledCalls",
    "cachedCalls",
    "retriedCalls",
    "recoveredCalls",
    "slowCalls",
    "streamedCalls",
    "measuredCalls",
    "pricedCalls",
    "unpricedCalls",
    "estimatedCalls",
  ],
  tokens: [
    "totalTokens",
    "inputTokens",
    "outputTokens",
    "cacheReadTokens",
    "cacheWriteTokens",
    "cacheWrite1hTokens",
    "reasoningTokens",
    "inputAudioTokens",
    "outputAudioTokens",
    "tokensPerSecond",
  ],
  latency: [
    "latencyQuantiles",
    "latencyAvgMs",
    "latencyP50Ms",
    "latencyP90Ms",
    "latencyP95Ms",
    "latencyP99Ms",
    "latencyMaxMs",
  ],
  firstToken: [
    "firstTokenQuantiles",
    "firstTokenAvgMs",
    "firstTokenP50Ms",
    "firstTokenP90Ms",
    "firstTokenP95Ms",
    "firstTokenP99Ms",
  ],
} as const satisfies Readonly<
  Record<string, readonly (MeasureName | "latencyQuantiles" | "firstTokenQuantiles")[]>
>;

/** What measures are about. */
export type MeasureSubject = keyof typeof EXPLORED_MEASURES;

/** A measure that one can look at, or three quantiles of one. */
export type ExploredMeasure = (typeof EXPLORED_MEASURES)[MeasureSubject][number];

/** What is split by: a dimension, or the values of a key of metadata. */
export type ExploredGroup = Exclude<FilterDimension, "metadata"> | `metadata.${string}`;

/** A way to show a measure. */
export type WayToDraw = "area" | "line" | "bar" | "table";

/** What is looked at. */
export interface Explored {
  readonly measure: ExploredMeasure;
  readonly by: ExploredGroup | "nothing";
  readonly draw: WayToDraw;
  readonly isCompared: boolean;
}

/** What an address asks to look at: spend by model when it does not say. */
export function exploredOf({ measure, by = "model", draw, compare }: ExploreSearch): Explored {
  const measures: readonly (readonly ExploredMeasure[])[] = Object.values(EXPLORED_MEASURES);
  const known = measures.flat().find((name) => name === measure) ?? "costNanos";
  return {
    measure: known,
    by: groupOf(by) ?? "nothing",
    draw: waysToDraw(known).find((way) => way === draw) ?? (addsUp(known) ? "bar" : "line"),
    isCompared: compare === "true",
  };
}

function groupOf(text: string): ExploredGroup | undefined {
  if (/^metadata\../.test(text)) return text as `metadata.${string}`;
  return FILTER_DIMENSIONS.filter((name) => name !== "metadata").find((name) => name === text);
}

/** The measures to ask for. */
export function measuresOf(measure: ExploredMeasure): readonly MeasureName[] {
  switch (measure) {
    case "latencyQuantiles":
      return ["latencyP50Ms", "latencyP95Ms", "latencyP99Ms"];
    case "firstTokenQuantiles":
      return ["firstTokenP50Ms", "firstTokenP95Ms", "firstTokenP99Ms"];
    default:
      return [measure];
  }
}

/** Whether the parts of a measure add up to the whole: only then may they be stacked. */
export function addsUp(measure: ExploredMeasure): boolean {
  return !/Ms$|Rate$|PerCall|PerSecond|Quantiles$/.test(measure);
}

/** The ways to show a measure: what does not add up is not stacked. */
export function waysToDraw(measure: ExploredMeasure): readonly WayToDraw[] {
  return addsUp(measure) ? ["area", "line", "bar", "table"] : ["line", "table"];
}

/** How a measure's values are written. */
export function formatOf(measure: ExploredMeasure): Format {
  if (measure.endsWith("Nanos")) return formatMoney;
  if (measure.endsWith("Ms") || measure.endsWith("Quantiles")) return formatDuration;
  if (measure.endsWith("Rate")) return formatShare;
  return measure === "tokensPerSecond" ? formatRate : formatCount;
}

/** How the round values of a measure's axis are written. */
export function tickFormatOf(measure: ExploredMeasure): Format {
  const format = formatOf(measure);
  return format === formatDuration ? formatLength : format;
}

/** A view of the calls that have a value of a group. */
export function narrowedTo(view: View, by: ExploredGroup, value: string): View {
  if (!isMetadata(by)) return narrowed(view, by, value);
  const key = by.slice("metadata.".length);
  const others = (view.metadata ?? []).filter((pair) => !pair.startsWith(`${key}=`));
  return { ...view, metadata: [...others, `${key}=${value}`] };
}

/** Whether a group is a key of metadata. */
export function isMetadata(by: ExploredGroup): by is `metadata.${string}` {
  return by.startsWith("metadata.");
}

/** The stretch of the same length before a range, given as ISO 8601. */
export function viewBefore(view: View, { from, to }: { readonly from: string; readonly to: string }): View {
  const start = Date.parse(from);
  return { ...view, from: new Date(2 * start - Date.parse(to)).toISOString(), to: from };
}
