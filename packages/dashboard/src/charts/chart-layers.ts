import { bisector, max, range } from "d3-array";
import { type Series, stack } from "d3-shape";
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
  const isBefore = ({ movedMs }: TimeSeries) => movedMs !== undefined;
  const piles =
    kind === "line"
      ? series.map((one) => [one])
      : [series.filter((one) => !isBefore(one)), series.filter(isBefore)];
  const bands = new Map(piles.flatMap(bandsOf).map((band) => [band.key, band]));
  return series.map((one) => ({
    series: one,
    steps: one.points.map(([at, value], index) => {
      const [low, high] = bands.get(one)?.[index] ?? [0, 0];
      return value === null ? undefined : { at, end: endOfStep(one.points, index), low, high };
    }),
  }));
}

/** From where to where each of the series reaches when they lie on one another, step by step. */
function bandsOf(pile: readonly TimeSeries[]): readonly Series<number, TimeSeries>[] {
  const pileUp = stack<unknown, number, TimeSeries>()
    .keys(pile)
    .value((index, { points }) => points[index]?.[1] ?? 0);
  return pileUp(range(max(pile, ({ points }) => points.length) ?? 0));
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
  return max(layers, ({ steps }) => max(steps, (step) => step?.high)) ?? 0;
}

const BY_START = bisector<SeriesPoint, number>(([at]) => at);

/** The step that a moment lies in; the nearest one outside of all. */
export function stepAt(points: readonly SeriesPoint[], moment: number): number {
  return Math.max(0, BY_START.right(points, moment) - 1);
}

/** The point whose step starts nearest to a moment. */
export function nearestPoint(points: readonly SeriesPoint[], moment: number): SeriesPoint | undefined {
  return points[BY_START.center(points, moment)];
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
