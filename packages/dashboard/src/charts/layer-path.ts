import { area, line } from "d3-shape";
import type { Layer, LayerStep } from "./chart-layers.ts";

/** Where on the plot things lie, in pixels. */
export interface Places {
  readonly left: (at: number) => number;
  readonly top: (value: number) => number;
}

/** Fractions of a pixel that a path tells. */
const DIGITS = 2;

/** A line through the middles of the steps, broken where nothing was measured. */
export function linePath({ steps }: Layer, { left, top }: Places): string {
  const draw = line<LayerStep | undefined>()
    .defined(isMeasured)
    .x(ofMeasured((step) => left(middleOf(step))))
    .y(ofMeasured(({ high }) => top(high)))
    .digits(DIGITS);
  return draw(steps) ?? "";
}

/** What lies between a layer and the one below it. */
export function areaPath({ steps }: Layer, { left, top }: Places): string {
  const draw = area<LayerStep | undefined>()
    .defined(isMeasured)
    .x(ofMeasured((step) => left(middleOf(step))))
    .y0(ofMeasured(({ low }) => top(low)))
    .y1(ofMeasured(({ high }) => top(high)))
    .digits(DIGITS);
  return draw(steps) ?? "";
}

/** Part of its step that a bar leaves free. */
const GAP = 0.15;

/** A bar over each step. What is not nothing can be seen. */
export function barPath({ steps }: Layer, { left, top }: Places): string {
  return steps
    .filter(isMeasured)
    .filter(({ low, high }) => high > low)
    .map(({ at, end, low, high }) => {
      const width = left(end) - left(at);
      const height = Math.max(0.75, top(low) - top(high));
      return `M${fixed(left(at) + (width * GAP) / 2)} ${fixed(top(low))}v${fixed(-height)}h${fixed(Math.max(0.75, width * (1 - GAP)))}v${fixed(height)}z`;
    })
    .join("");
}

function isMeasured(step: LayerStep | undefined): step is LayerStep {
  return step !== undefined;
}

/** Reads a step of those that are drawn, which are the measured ones. */
function ofMeasured(read: (step: LayerStep) => number): (step: LayerStep | undefined) => number {
  return (step) => (step === undefined ? 0 : read(step));
}

function middleOf({ at, end }: LayerStep): number {
  return (at + end) / 2;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(DIGITS)));
}
