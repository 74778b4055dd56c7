import fc from "fast-check";
import { expect, it } from "vitest";
import type { AlertRule } from "./rule.ts";
import { type AlertEffect, type AlertSample, advanceAlert, INACTIVE_ALERT } from "./state-machine.ts";

const sampleArbitrary: fc.Arbitrary<AlertSample> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.integer({ min: 0, max: 8 }).map((value) => ({ kind: "value" as const, value })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "missing" as const }) },
);
/** Steps of a clock that also stands still, jumps and goes back. */
const stepArbitrary = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: -500, max: 500 }) },
);
const walkArbitrary = fc.array(fc.record({ sample: sampleArbitrary, stepMs: stepArbitrary }), {
  maxLength: 80,
});
const ruleArbitrary: fc.Arbitrary<AlertRule> = fc.record({
  name: fc.constant("r"),
  signal: fc.constant("errorCount" as const),
  windowMs: fc.constant(60_000),
  condition: fc.constant({ op: ">" as const, value: 4 }),
  groupBy: fc.constant([]),
  forMs: fc.constantFrom(0, 1, 15, 60),
  keepFiringForMs: fc.constantFrom(0, 1, 15, 60),
  severity: fc.constant("warning" as const),
});

interface Taken {
  readonly isBad: boolean;
  readonly now: number;
  readonly effects: readonly AlertEffect[];
}

function walk(rule: AlertRule, steps: readonly { sample: AlertSample; stepMs: number }[]): readonly Taken[] {
  let state = INACTIVE_ALERT;
  let now = 1_000_000;
  return steps.map(({ sample, stepMs }) => {
    now += stepMs;
    const { next, effects } = advanceAlert(state, { sample, now }, rule);
    state = next;
    return { isBad: sample.kind === "value" && sample.value > 4, now, effects };
  });
}

/** Forward clock time over the unbroken run of samples of the same badness that ends at `index`. */
function runLengthMs(taken: readonly Taken[], index: number): number {
  let lengthMs = 0;
  for (let at = index; at > 0; at -= 1) {
    const [before, after] = [taken[at - 1], taken[at]];
    if (before === undefined || after === undefined || before.isBad !== after.isBad) break;
    lengthMs += Math.max(0, after.now - before.now);
  }
  return lengthMs;
}

it("never fires twice without a resolve between, never resolves or updates what did not fire", () => {
  fc.assert(
    fc.property(ruleArbitrary, walkArbitrary, (rule, steps) => {
      let isFiring = false;
      for (const { effects } of walk(rule, steps)) {
        for (const effect of effects) {
          expect(isFiring).toBe(effect.kind !== "fire");
          isFiring = effect.kind !== "resolve";
        }
      }
    }),
  );
});

it("fires exactly when the condition has held for long enough, under any steps of the clock", () => {
  fc.assert(
    fc.property(ruleArbitrary, walkArbitrary, (rule, steps) => {
      const taken = walk(rule, steps);
      let isFiring = false;
      taken.forEach(({ isBad, effects }, index) => {
        const isDue = isBad && runLengthMs(taken, index) >= rule.forMs;
        expect(effects.some((effect) => effect.kind === "fire")).toBe(!isFiring && isDue);
        isFiring = (isFiring || isDue) && !effects.some((effect) => effect.kind === "resolve");
      });
    }),
  );
});

it("resolves exactly when the condition has not held for long enough", () => {
  fc.assert(
    fc.property(ruleArbitrary, walkArbitrary, (rule, steps) => {
      const taken = walk(rule, steps);
      let isFiring = false;
      taken.forEach(({ isBad, effects }, index) => {
        const isOver = !isBad && runLengthMs(taken, index) >= (rule.keepFiringForMs ?? 0);
        expect(effects.some((effect) => effect.kind === "resolve")).toBe(isFiring && isOver);
        if (effects.some((effect) => effect.kind === "fire")) isFiring = true;
        if (effects.some((effect) => effect.kind === "resolve")) isFiring = false;
      });
    }),
  );
});

it("ends no alert before it started, and resolves with the start it fired with", () => {
  fc.assert(
    fc.property(ruleArbitrary, walkArbitrary, (rule, steps) => {
      let firedAt: number | undefined;
      for (const { effects } of walk(rule, steps)) {
        for (const effect of effects) {
          if (effect.kind === "fire") firedAt = effect.startsAt;
          expect(effect.startsAt).toBe(firedAt);
          if (effect.kind === "resolve") expect(effect.endsAt).toBeGreaterThanOrEqual(effect.startsAt);
        }
      }
    }),
  );
});
