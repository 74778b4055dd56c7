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
      let atMs = 0;
      for (let index = 0; index < REQUESTS; index += 1) {
        const meanGapMs = DAY_MS / REQUESTS / busynessAt(atMs);
        atMs = Math.min(DAY_MS - 1, atMs - Math.log(1 - random.uniform()) * meanGapMs);
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

/** Requests at this time of the day over the day's average. */
function busynessAt(atMs: number): number {
  const hour = atMs / HOUR_MS;
  const bump = (middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2));
  return 0.35 + 1.5 * bump(10.5, 2.5) + 1.2 * bump(16, 3);
}
