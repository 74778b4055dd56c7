/** One field of a heat map. */
export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly value: number;
}

/** The faintest field still differs from an empty one. */
const MIN_OPACITY = 0.12;

/** How dark a count is, 0 to 1, by its logarithm: a burst of thousands leaves the ones and tens to be seen. */
export function shadeOf(value: number, most: number): number {
  if (most <= 1) return 1;
  return MIN_OPACITY + (1 - MIN_OPACITY) * (Math.log(Math.max(1, value)) / Math.log(most));
}
