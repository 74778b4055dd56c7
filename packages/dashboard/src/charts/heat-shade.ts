import { scaleLog } from "d3-scale";

/** One field of a heat map. */
export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly value: number;
}

/** The faintest field still differs from an empty one. */
const MIN_OPACITY = 0.12;

/** How dark counts up to `most` are, 0 to 1, by their logarithm: a burst of thousands leaves the ones and tens to be seen. */
export function shadeScale(most: number): (value: number) => number {
  return most <= 1 ? () => 1 : scaleLog([1, most], [MIN_OPACITY, 1]).clamp(true);
}
