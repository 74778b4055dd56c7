import fc from "fast-check";
import { expect, test } from "vitest";
import { capped, FIRST_LIMITS, grown, shrunk } from "./batch-limits.ts";
import { retryDelayMs } from "./ship-backoff.ts";

const size = fc.record({
  bytes: fc.integer({ min: 1, max: 9_000_000 }),
  records: fc.integer({ min: 1, max: 2_000 }),
});

test("limits stay bounded, and a size that was too large is not sent again at once", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("grow", "shrink", "cap"), size)), (steps) => {
      let limits = FIRST_LIMITS;
      for (const [step, batch] of steps) {
        if (step === "grow") limits = grown(limits);
        else if (step === "shrink") limits = shrunk(limits, batch);
        else {
          limits = capped(limits, batch);
          expect(grown(limits).maxBytes).toBeLessThanOrEqual(Math.max(1024, batch.bytes / 2));
        }
        expect(limits.maxRecords).toBeGreaterThanOrEqual(1);
        expect(limits.maxRecords).toBeLessThanOrEqual(2_000);
        expect(limits.maxBytes).toBeGreaterThanOrEqual(1024);
      }
      for (let batch = 0; batch < 500; batch += 1) limits = grown(limits);
      expect(limits).toEqual({ maxBytes: 1024 * 1024, maxRecords: 2_000, ceilingBytes: 1024 * 1024 });
    }),
  );
});

test("a waiting time is never longer than half a minute, nor shorter than what the server asks for", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: undefined }),
      (failures, random, askedMs) => {
        const delayMs = retryDelayMs(failures, { random, askedMs });
        expect(delayMs).toBeGreaterThanOrEqual(Math.max(250, askedMs ?? 0));
        expect(delayMs).toBeLessThanOrEqual(Math.max(30_000, askedMs ?? 0));
      },
    ),
  );
});
