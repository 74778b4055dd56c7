/** A mark of the ruler. */
export interface RulerMark {
  /** Since the start, milliseconds. */
  readonly ms: number;
  /** Part of the whole, 0 to 1. */
  readonly place: number;
}

const STEPS = [1, 2, 5, 10];

/** Marks for a stretch of time at round distances: as many as asked for at most, the first at its start. */
export function rulerMarks(lengthMs: number, most: number): readonly RulerMark[] {
  if (!(lengthMs > 0)) return [];
  const least = lengthMs / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = (STEPS.find((one) => one * power >= least) ?? 10) * power;
  const count = Math.ceil(lengthMs / step - 1e-9);
  return Array.from({ length: count }, (_, which) => ({
    ms: which * step,
    place: (which * step) / lengthMs,
  }));
}
