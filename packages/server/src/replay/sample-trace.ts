import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import type { NumberedRequest, TraceSource } from "./read-trace.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Requests of the made-up day. */
const REQUESTS = 20_000;

/**
 * A made-up day for those who have no trace at hand: quiet nights, two busy stretches, and prompts and answers of
 * lognormal length. The same seed gives the same day.
 */
export function sampleTrace(seed: number): TraceSource {
  return {
    name: "sample-day",
    async *read() {
      const random = createSeededRandom(`sample-day ${seed}`);
      const timeOf = arrivals();
      for (let index = 0; index < REQUESTS; index += 1) {
        const atMs = timeOf((index + random.uniform()) / REQUESTS);
        const inputTokens = Math.round(random.lognormal(900, 1.1));
        const cachedShare = random.chance(0.4) ? random.uniform() : 0;
        const request: NumberedRequest = {
          index,
          atMs: Math.round(atMs * 1000) / 1000,
          inputTokens,
          cacheReadTokens: Math.floor((inputTokens * cachedShare) / 128) * 128,
          outputTokens: Math.max(1, Math.round(random.lognormal(180, 0.9))),
        };
        yield request;
      }
    },
  };
}

/** The time by which a share of the day's requests has arrived, milliseconds; the share from 0 to 1. */
function arrivals(): (share: number) => number {
  const steps = 24 * 60;
  const arrived = [0];
  for (let step = 0; step < steps; step += 1) {
    arrived.push((arrived[step] ?? 0) + busynessAt(((step + 0.5) * DAY_MS) / steps));
  }
  const whole = arrived[steps] ?? 1;
  let step = 0;
  return (share) => {
    // Shares come in order.
    while (step < steps - 1 && (arrived[step + 1] ?? 0) < share * whole) step += 1;
    const [from = 0, to = 1] = arrived.slice(step, step + 2);
    return ((step + (share * whole - from) / (to - from)) * DAY_MS) / steps;
  };
}

/** How busy this time of the day is, against others. */
function busynessAt(atMs: number): number {
  const hour = atMs / HOUR_MS;
  const bump = (middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2));
  return 0.35 + 1.5 * bump(10.5, 2.5) + 1.2 * bump(16, 3);
}
