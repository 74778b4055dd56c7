import { createFakeClock } from "@breakwater/testkit/fake-clock";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Alert } from "./alert.ts";
import { createNotifier } from "./notifier.ts";
import {
  createScriptedReceiver,
  type ScriptedAnswer,
  type ScriptedReceiver,
} from "./testing/scripted-receiver.ts";

const ANSWERS: readonly ScriptedAnswer[] = [
  { kind: "delivered" },
  { kind: "retryable", reason: "503" },
  { kind: "retryable", reason: "429", retryAfterMs: 90_000 },
  "hang",
  "throw",
];
const NAMES = ["a", "b", "c"];
const INTERVAL_MS = 30_000;
const HOUR_MS = 3_600_000;

type Step =
  | { readonly kind: "flip"; readonly name: string }
  | { readonly kind: "answer"; readonly answer: ScriptedAnswer }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "setClock"; readonly byMs: number };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("flip" as const), name: fc.constantFrom(...NAMES) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("answer" as const), answer: fc.constantFrom(...ANSWERS) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("advance" as const),
      ms: fc.constantFrom(1, 400, 999, 1_000, 5_000, 31_000, 600_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("setClock" as const),
      byMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
    }),
  },
);

/** Runs the steps, then lets the receiver be well for an hour. */
async function live(steps: readonly Step[]) {
  const clock = createFakeClock();
  const receiver = createScriptedReceiver();

  const deliveredAt: number[] = [];
  const { deliver } = receiver;
  receiver.deliver = (notification, signal) => {
    const before = receiver.delivered.length;
    const outcome = deliver.call(receiver, notification, signal);
    if (receiver.delivered.length > before) deliveredAt.push(clock.now());
    return outcome;
  };
  const notifier = createNotifier({
    clock,
    random: () => 0.3,
    receivers: [receiver],
    grouping: { by: ["alertname"], waitMs: 1_000, intervalMs: INTERVAL_MS, repeatMs: Infinity },
  });
  const alive = new Map<string, Alert>();
  for (const step of steps) {
    if (step.kind === "advance") {
      await clock.advance(step.ms);
    } else if (step.kind === "setClock") clock.set(clock.now() + step.byMs);
    else if (step.kind === "answer") receiver.answer = step.answer;
    else {
      const known = alive.get(step.name);
      const labels = { alertname: "x", name: step.name };
      const alert = known ?? { labels, annotations: {}, startsAt: clock.now() };
      if (known === undefined) alive.set(step.name, alert);
      else alive.delete(step.name);
      notifier.post([known === undefined ? alert : { ...alert, endsAt: clock.now() }]);
    }
  }
  receiver.answer = { kind: "delivered" };
  await clock.advance(HOUR_MS);
  return { notifier, receiver, alive, deliveredAt };
}

/** What a reader of all delivered messages believes of each alert. */
function beliefs(receiver: { readonly delivered: readonly { readonly alerts: readonly Alert[] }[] }) {
  const firing = new Map<string, boolean>();
  for (const { alerts } of receiver.delivered)
    for (const { labels, endsAt } of alerts) firing.set(labels["name"] ?? "", endsAt === undefined);
  return firing;
}

it("whatever fails in between, a receiver that is well again knows what fires and what does not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 25 }), async (steps) => {
      const { notifier, receiver, alive } = await live(steps);
      const believed = beliefs(receiver);
      for (const name of NAMES) expect(believed.get(name) ?? false).toBe(alive.has(name));
      expect(notifier.stats()).toMatchObject({ pending: 0, failed: 0, dropped: {}, alerts: alive.size });
      expect(notifier.stats().delivered).toBe(receiver.delivered.length);
    }),
    { numRuns: 60 },
  );
});

it("a group is told at most once an interval, and every message has news", async () => {
  const steadySteps = fc.array(
    stepArbitrary.filter(({ kind }) => kind !== "setClock"),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(steadySteps, async (steps) => {
      const { receiver, deliveredAt } = await live(steps);
      for (const [index, at] of deliveredAt.entries())
        if (index > 0) expect(at - (deliveredAt[index - 1] ?? 0)).toBeGreaterThanOrEqual(INTERVAL_MS);
      expectNewsInEach(receiver);
    }),
    { numRuns: 60 },
  );
});

/** A failed attempt may have been heard, so that its end is news although no message told the beginning. */
function expectNewsInEach({ attempts, delivered }: ScriptedReceiver): void {
  let mayHaveHeard = false;
  for (const attempt of attempts) {
    const isDelivered = delivered.includes(attempt);
    const heard = delivered.slice(0, Math.max(0, delivered.indexOf(attempt)));
    const before = [...beliefs({ delivered: heard })];
    const after = [...beliefs({ delivered: [...heard, attempt] })];
    expect(mayHaveHeard || !isDelivered || JSON.stringify(after) !== JSON.stringify(before)).toBe(true);
    mayHaveHeard = !isDelivered;
  }
}
