import type { AlertRule } from "@breakwater/core/alert/rule";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type Alert, alertFingerprint } from "@breakwater/notify/alert";
import { buildRecord } from "@breakwater/testkit/record-builder";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  createEngineBench,
  type EngineBench,
  failedCall,
  sampleNotice,
  sampleRule,
} from "./alert-engine.samples.ts";
import { defaultRules } from "./alert-engine.ts";

const MINUTE_MS = 60_000;

const RULES: readonly AlertRule[] = [
  ...defaultRules(),
  sampleRule({ name: "PerUser", groupBy: ["userId"], condition: { op: ">=", value: 2 } }),
  sampleRule({ name: "Patient", forMs: 5_000, keepFiringForMs: 20_000 }),
  sampleRule({ name: "P95", signal: "latencyP95", condition: { op: ">", value: 5_000 }, groupBy: ["model"] }),
  sampleRule({ name: "Rate", signal: "errorRate", condition: { op: ">", value: 0.3 }, windowMs: 10_000 }),
  sampleRule({ name: "New", signal: "newErrorFingerprint", windowMs: 10_000 }),
  sampleRule({ name: "Quiet", signal: "calls", condition: { op: "<", value: 3 }, windowMs: 20_000 }),
];

type Step = (bench: EngineBench) => Promise<void> | void;

const user = fc.constantFrom("a", "b", "c", undefined);
const record: fc.Arbitrary<() => SpanRecord> = fc.oneof(
  fc
    .tuple(user, fc.constantFrom("server", "rate_limit", "budget"), fc.nat({ max: 3 }))
    .map(([userId, errorClass, print]) => () => {
      const error = { class: errorClass, type: "E", message: "m", fingerprint: `f${print}` } as const;
      return failedCall("server", { userId, error });
    }),
  fc.tuple(user, fc.constantFrom(100, 900, 9_000)).map(
    ([userId, durationMs]) =>
      () =>
        buildRecord({ userId, durationMs }),
  ),
  fc
    .constantFrom("abandoned", "blocked", "cancelled", "running")
    .map((status) => () => buildRecord({ status })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(record, fc.integer({ min: 1, max: 30 })).map(
      ([make, times]): Step =>
        (bench) => {
          for (let index = 0; index < times; index += 1) bench.feed(make());
        },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(1, 300, 1_000, 7_000, 40_000, 15 * MINUTE_MS).map(
      (ms): Step =>
        (bench) =>
          bench.clock.advance(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -90 * MINUTE_MS, max: 90 * MINUTE_MS }).map(
      (byMs): Step =>
        ({ clock }) =>
          clock.set(clock.now() + byMs),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0.5, 0.8, 1).map(
      (threshold): Step =>
        ({ engine, clock }) =>
          engine.onBudgetNotice(
            sampleNotice({ threshold, windowEnd: clock.now() + 10 * MINUTE_MS }),
            clock.now(),
          ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.subarray([...RULES]).map(
      (rules): Step =>
        ({ engine }) =>
          engine.configure({ rules }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>(({ engine, clock }) => engine.evaluate(clock.now())) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 5 }).map(
      (more): Step =>
        (bench) => {
          bench.dropped += more;
        },
    ),
  },
);

async function postsOf(steps: readonly Step[]): Promise<{ bench: EngineBench; stories: Alert[][] }> {
  const bench = createEngineBench(RULES, { maxGroups: 3 });
  for (const run of steps) await run(bench);
  const stories = new Map<string, Alert[]>();
  for (const alert of bench.posted) {
    const fingerprint = alertFingerprint(alert.labels);
    stories.set(fingerprint, [...(stories.get(fingerprint) ?? []), alert]);
  }
  return { bench, stories: [...stories.values()] };
}

const scripts = fc.array(step, { maxLength: 40 });

it("tells of each alert in turn that it fires and that it is over, and nothing twice", async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (steps) => {
      const { bench, stories } = await postsOf(steps);
      for (const story of stories) {
        let previous: Alert | undefined;
        for (const alert of story) {
          const isFiring = previous !== undefined && previous.endsAt === undefined;
          expect(isFiring || alert.endsAt === undefined).toBe(true);
          if (isFiring && previous !== undefined) {
            expect(alert.startsAt).toBe(previous.startsAt);
            expect(alert.count ?? 0).toBeGreaterThanOrEqual(previous.count ?? 0);
            expect(alert).not.toEqual(previous);
          }
          expect(alert.endsAt ?? alert.startsAt).toBeGreaterThanOrEqual(alert.startsAt);
          previous = alert;
        }
      }
      const last = stories
        .flatMap((story) => story.at(-1) ?? [])
        .filter(({ endsAt }) => endsAt === undefined);
      expect(new Set(bench.engine.firing())).toEqual(new Set(last));
    }),
    { numRuns: 150 },
  );
});

it("comes to rest: hours after the last record nothing fires, nothing is kept and no timer is set", async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (steps) => {
      const { bench } = await postsOf(steps);
      bench.engine.configure({ rules: RULES.filter(({ name }) => name !== "Quiet") });
      await bench.clock.advance(6 * 60 * MINUTE_MS);
      expect(bench.engine.firing()).toEqual([]);
      expect(bench.engine.stats().failures).toBe(0);
      expect(bench.clock.pendingTimers).toBe(0);
    }),
    { numRuns: 20 },
  );
});
