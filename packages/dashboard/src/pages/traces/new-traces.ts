/** What tells traces apart. */
interface Known {
  readonly traceId: string;
}

/** How many traces of the newest page are not among those that are shown. */
export function newTraces(shown: readonly Known[], newest: readonly Known[]): number {
  const known = new Set(shown.map(({ traceId }) => traceId));
  return newest.filter(({ traceId }) => !known.has(traceId)).length;
}
