import type { ChartKind, SeriesPoint, TimeSeries } from "./time-series.ts";

/** What is drawn of a series at one step: from `low` up to `high`, over the step's time. */
export interface LayerStep {
  readonly at: number;
  /** Where the next step starts. */
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/** A series as it lies on the chart; undefined where nothing was measured. */
export interface Layer {
  readonly series: TimeSeries;
  readonly steps: readonly (LayerStep | undefined)[];
}

/** Lays series on one another where they add up: those of now on those of now, those of before on those of before. */
export function layersOf(series: readonly TimeSeries[], kind: ChartKind): readonly Layer[] {
  const tops = { now: [] as number[], before: [] as number[] };
  return series.map((one) => {
    const stack = kind === "line" ? undefined : tops[one.movedMs === undefined ? "now" : "before"];
    return { series: one, steps: one.points.map((_, index) => stepOf(one.points, index, stack)) };
  });
}

function stepOf(
  points: readonly SeriesPoint[],
  index: number,
  stack: number[] | undefined,
): LayerStep | undefined {
  const [at, value] = points[index] ?? [0, null];
  if (value === null) return undefined;
  const low = stack?.[index] ?? 0;
  const high = low + value;
  if (stack !== undefined) stack[index] = high;
  return { at, end: endOfStep(points, index), low, high };
}

/** Where a step ends: where the next one starts; the last is as long as the one before it. */
export function endOfStep(points: readonly SeriesPoint[], index: number): number {
  const at = points[index]?.[0] ?? 0;
  const next = points[index + 1]?.[0];
  if (next !== undefined) return next;
  const previous = points[index - 1]?.[0];
  return previous === undefined ? at + ONLY_STEP_MS : at + (at - previous);
}

/** A range of one step tells nothing of its length. */
const ONLY_STEP_MS = 60_000;

/** The highest place that anything reaches. */
export function highest(layers: readonly Layer[]): number {
  let most = 0;
  for (const { steps } of layers) for (const step of steps) most = Math.max(most, step?.high ?? 0);
  return most;
}

/** The step that a moment lies in; the nearest one outside of all. */
export function stepAt(points: readonly SeriesPoint[], moment: number): number {
  let found = 0;
  points.forEach(([at], index) => {
    if (at <= moment) found = index;
  });
  return found;
}

/**
 * The layer that a person points at: of stacked ones that which lies there, of lines the nearest.
 *
 * @param reach how far from a line one may point, in units of the value
 */
export function layerAt(
  layers: readonly Layer[],
  { index, value, reach }: { readonly index: number; readonly value: number; readonly reach: number },
  kind: ChartKind,
): number | undefined {
  let found: number | undefined;
  let nearest = kind === "line" ? reach : 0;
  layers.forEach(({ series, steps }, place) => {
    const step = steps[index];
    if (step === undefined || series.movedMs !== undefined) return;
    const isInside = value >= step.low && value <= step.high;
    const distance = kind === "line" ? Math.abs(value - step.high) : isInside ? 0 : Number.POSITIVE_INFINITY;
    // Of layers without height, or of two that meet, the upper one lies on top.
    if (distance > nearest || (kind !== "line" && step.high === step.low)) return;
    nearest = distance;
    found = place;
  });
  return found;
}
