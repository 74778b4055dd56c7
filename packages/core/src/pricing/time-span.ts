/** Half-open span of time in epoch milliseconds: `from <= t < until`. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;

/** The span around `at` that no boundary cuts. */
export function spanAround(boundaries: readonly number[], at: number): TimeSpan {
  let from = Number.NEGATIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const boundary of boundaries) {
    if (boundary <= at) from = Math.max(from, boundary);
    else until = Math.min(until, boundary);
  }
  return { from, until };
}

/**
 * The instants of a UTC time of day (`16:30:00Z`, offsets allowed) on the day of `at` and its neighbours; empty
 * for text that is not a time.
 */
export function dailyBoundaries(timeOfDay: string, at: number): number[] {
  const inDay = Date.parse(`1970-01-02T${timeOfDay}`) % DAY_MS;
  if (Number.isNaN(inDay)) return [];
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  return [midnight - DAY_MS + inDay, midnight + inDay, midnight + DAY_MS + inDay];
}
