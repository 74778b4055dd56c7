import type { Clock } from "@breakwater/core/time/clock";

/**
 * Time that never goes back: when the clock is set back, it goes on from where it was. Waits and deadlines are counted
 * on it, so that no correction of the clock makes a wait last for hours.
 */
export function createForwardNow(clock: Clock): () => number {
  let offsetMs = 0;
  let latest = clock.now();
  return () => {
    const candidate = clock.now() + offsetMs;
    if (candidate < latest) offsetMs += latest - candidate;
    latest = Math.max(latest, candidate);
    return latest;
  };
}
