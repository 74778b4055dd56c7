import fc from "fast-check";
import { expect, it } from "vitest";
import { WindowSketch } from "./window-sketch.ts";
import { STEPS_PER_WINDOW, WindowSum } from "./window-sum.ts";

const WINDOW_MS = 60_000;
const STEP_MS = WINDOW_MS / STEPS_PER_WINDOW;

const additions = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.nat({ max: 5_000 }), fc.nat({ max: 200_000 })),
    amount: fc.integer({ min: 1, max: 1_000 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Runs the additions and gives, after each, the window and what was added when. */
function run(steps: readonly { waitMs: number; amount: number }[]) {
  const window = new WindowSum(WINDOW_MS);
  const sketch = new WindowSketch(WINDOW_MS);
  const added: { at: number; amount: number }[] = [];
  let time = 1_768_478_400_000;
  for (const { waitMs, amount } of steps) {
    time += waitMs;
    window.add(amount, time);
    sketch.add(amount, time);
    added.push({ at: time, amount });
  }
  return { window, sketch, added, time };
}

it("counts all that lies within the window and nothing older than the window and one step", () => {
  fc.assert(
    fc.property(additions, fc.nat({ max: 130_000 }), (steps, laterMs) => {
      const { window, added, time } = run(steps);
      const at = time + laterMs;
      const sumSince = (since: number) =>
        added.filter((entry) => entry.at >= since).reduce((sum, { amount }) => sum + amount, 0);
      const sum = window.at(at);
      expect(sum).toBeGreaterThanOrEqual(sumSince(at - WINDOW_MS));
      expect(sum).toBeLessThanOrEqual(sumSince(at - WINDOW_MS - STEP_MS));
    }),
  );
});

it("orders the same values that it would sum", () => {
  fc.assert(
    fc.property(additions, fc.nat({ max: 130_000 }), (steps, laterMs) => {
      const { window, sketch, added, time } = run(steps);
      const at = time + laterMs;
      const oldest = Math.floor(at / STEP_MS) - STEPS_PER_WINDOW;
      const counted = added.filter((entry) => Math.floor(entry.at / STEP_MS) >= oldest);
      expect(window.at(at)).toBe(counted.reduce((sum, { amount }) => sum + amount, 0));
      const largest = Math.max(0, ...counted.map(({ amount }) => amount));
      // Within 1 % of the exact one; with nothing left, undefined counts as 0 here.
      expect(Math.abs((sketch.quantile(1, at) ?? 0) - largest)).toBeLessThanOrEqual(largest * 0.01);
    }),
  );
});
