import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import { describe, expect, it } from "vitest";
import { sampledPayloadLength } from "./payload-sampling.ts";

const traceId = () => "0199abcd12347000800000007fffffff";

describe("sampledPayloadLength", () => {
  it("keeps nothing unless told to, and asks for no trace where it does not decide", () => {
    const never = (): string => {
      throw new Error("asked for");
    };
    expect(sampledPayloadLength(undefined, never)).toBeUndefined();
    expect(sampledPayloadLength("off", never)).toBeUndefined();
    expect(sampledPayloadLength("on", never)).toBe(10_000);
  });

  it("keeps a trace whole or not at all", () => {
    for (const sampleRate of [0, 0.25, 0.5, 1]) {
      const lengths = Array.from({ length: 20 }, () => sampledPayloadLength({ sampleRate }, traceId));
      expect(new Set(lengths).size).toBe(1);
    }
    expect(sampledPayloadLength({ sampleRate: 0.5, maxLength: 80 }, traceId)).toBe(80);
    expect(sampledPayloadLength({ sampleRate: 0.49 }, traceId)).toBeUndefined();
  });

  it("keeps about the share that is asked for, all with 1 and none with 0", () => {
    const random = createSeededRandom(7);
    const digits = () =>
      Math.floor(random.uniform() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    const ids = Array.from({ length: 10_000 }, () => digits() + digits() + digits() + digits());
    const kept = (sampleRate: number) =>
      ids.filter((id) => sampledPayloadLength({ sampleRate }, () => id) !== undefined).length;
    expect([kept(0), kept(1)]).toEqual([0, ids.length]);
    expect(kept(0.1)).toBeGreaterThan(850);
    expect(kept(0.1)).toBeLessThan(1_150);
  });
});
