/** A mark of the ruler. */
export interface RulerMark {
  /** Since the start, milliseconds. */
  readonly ms: number;
  /** Part of the whole, 0 to 1. */
  readonly place: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Round distances as clocks have them, from a second to half a day; below and beyond they are decimal. */
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].flatMap((count) => [count * SECOND_MS, count * MINUTE_MS]),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR_MS),
].toSorted((a, b) => a - b);

/** Marks for a stretch of time at round distances: as many as asked for at most, the first at its start. */
export function rulerMarks(lengthMs: number, most: number): readonly RulerMark[] {
  if (!(lengthMs > 0)) return [];
  const step = roundStep(lengthMs / most);
  const count = Math.ceil(lengthMs / step - 1e-9);
  return Array.from({ length: count }, (_, which) => ({
    ms: which * step,
    place: (which * step) / lengthMs,
  }));
}

function roundStep(leastMs: number): number {
  if (leastMs <= SECOND_MS / 2) return decimalStep(leastMs);
  const step = CLOCK_STEPS.find((one) => one >= leastMs);
  return step ?? decimalStep(leastMs / DAY_MS) * DAY_MS;
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((one) => one * power >= least) ?? 10) * power;
}
