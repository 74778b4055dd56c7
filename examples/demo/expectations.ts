/** Something that a run must have shown; the demo is the smoke test too. */
export interface Expectation {
  readonly what: string;
  readonly isMet: boolean;
}

/** Prints what was not met. @returns the exit code: 0 when all is as it should be, else 1. */
export function exitCodeOf(expectations: readonly Expectation[]): number {
  const missed = expectations.filter(({ isMet }) => !isMet);
  for (const { what } of missed) process.stderr.write(`Demo: expected that ${what}, but it was not so.\n`);
  return missed.length === 0 ? 0 : 1;
}
