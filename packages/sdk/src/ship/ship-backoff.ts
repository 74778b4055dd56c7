const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** Nothing gets better here before a person acts. */
const SLOW_MS = 60_000;
/** A server that asks for more is asked again sooner than it says: its clock may be wrong. */
const LONGEST_ASKED_MS = 600_000;

/**
 * Milliseconds until the next attempt after `failures` in a row (from 1): doubling, and between half and the whole of
 * it at random, so that a fleet does not come back in step. What the server asks for is the least.
 * @param random from 0 to 1
 */
export function retryDelayMs(
  failures: number,
  { random, askedMs = 0 }: { readonly random: number; readonly askedMs?: number | undefined },
): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, failures - 1));
  return Math.ceil(Math.max(jittered(fullMs, random), Math.min(askedMs, LONGEST_ASKED_MS)));
}

/** Milliseconds until a server that refused is asked again. */
export function slowDelayMs(random: number): number {
  return Math.ceil(jittered(SLOW_MS, random));
}

function jittered(fullMs: number, random: number): number {
  return fullMs / 2 + (fullMs / 2) * random;
}
