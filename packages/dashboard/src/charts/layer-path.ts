import type { Layer, LayerStep } from "./chart-layers.ts";

/** Where on the plot things lie, in pixels. */
export interface Places {
  readonly left: (at: number) => number;
  readonly top: (value: number) => number;
}

/** A line through the middles of the steps, broken where nothing was measured. */
export function linePath({ steps }: Layer, places: Places): string {
  return runsOf(steps)
    .map(
      (run) =>
        `M${run.map((step) => placeOf(step, step.high, places)).join("L")}${run.length === 1 ? "h0" : ""}`,
    )
    .join("");
}

/** What lies between a layer and the one below it. */
export function areaPath({ steps }: Layer, places: Places): string {
  return runsOf(steps)
    .map((run) => {
      const over = run.map((step) => placeOf(step, step.high, places));
      const back = run.toReversed().map((step) => placeOf(step, step.low, places));
      return `M${[...over, ...back].join("L")}Z`;
    })
    .join("");
}

/** Part of its step that a bar leaves free. */
const GAP = 0.15;

/** A bar over each step. What is not nothing can be seen. */
export function barPath({ steps }: Layer, { left, top }: Places): string {
  return steps
    .filter((step) => step !== undefined && step.high > step.low)
    .map((step) => {
      const { at, end, low, high } = step ?? { at: 0, end: 0, low: 0, high: 0 };
      const width = left(end) - left(at);
      const height = Math.max(0.75, top(low) - top(high));
      return `M${fixed(left(at) + (width * GAP) / 2)} ${fixed(top(low))}v${fixed(-height)}h${fixed(Math.max(0.75, width * (1 - GAP)))}v${fixed(height)}z`;
    })
    .join("");
}

/** Stretches in which every step was measured. */
function runsOf(steps: readonly (LayerStep | undefined)[]): readonly (readonly LayerStep[])[] {
  const runs: LayerStep[][] = [];
  let isOpen = false;
  for (const step of steps) {
    if (step !== undefined && isOpen) runs.at(-1)?.push(step);
    else if (step !== undefined) runs.push([step]);
    isOpen = step !== undefined;
  }
  return runs;
}

function placeOf({ at, end }: LayerStep, value: number, { left, top }: Places): string {
  return `${fixed(left((at + end) / 2))} ${fixed(top(value))}`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
