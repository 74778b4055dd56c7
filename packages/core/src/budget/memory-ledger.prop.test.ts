import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BudgetDefinition, BudgetWindow, CallFacts } from "./budget-definition.ts";
import { MemoryLedger } from "./memory-ledger.ts";

const START = Date.UTC(2026, 9, 24, 20); // the night in which Berlin leaves daylight-saving time
const HOUR = 3_600_000;

const windows: fc.Arbitrary<BudgetWindow> = fc.oneof(
  fc.record({
    every: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
  }),
  fc.record({ rollingMs: fc.constantFrom(HOUR, 24 * HOUR) }),
);

const budgetsThat = (onExceed: fc.Arbitrary<BudgetDefinition["onExceed"]>) =>
  fc
    .array(
      fc.record({
        limitNanos: fc.integer({ min: 0, max: 3000 }),
        window: windows,
        match: fc.constantFrom({}, { queryType: ["a"] }, { model: ["gpt-*"] }),
        per: fc.constantFrom([], ["userId" as const], ["userId" as const, "queryType" as const]),
        onExceed,
        alertAt: fc.constant([0.5, 0.8, 1]),
        unpriced: fc.constant({ kind: "charge" as const, nanos: 100 }),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((list): BudgetDefinition[] => list.map((budget, index) => ({ name: `b${index}`, ...budget })));

const budgets = budgetsThat(fc.constant("block"));
const budgetsOfBothKinds = budgetsThat(fc.constantFrom("block", "warn"));

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("reserve" as const),
        user: fc.constantFrom("u1", "u2", undefined),
        queryType: fc.constantFrom("a", "b"),
        model: fc.constantFrom("gpt-4o", "claude"),
        bound: fc.integer({ min: 0, max: 800 }),
      }),
    },
    // A call ends with a part of its bound: succeeds, fails unbilled (0), or is given up for lost (all of it).
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("end" as const),
        which: fc.nat(),
        share: fc.constantFrom(0, 0.3, 0.999, 1),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("clock" as const),
        by: fc.constantFrom(1000, 10 * 60_000, HOUR, 5 * HOUR, 30 * HOUR, -60_000, -HOUR),
      }),
    },
  ),
  { maxLength: 80 },
);

interface Charge {
  readonly facts: CallFacts;
  readonly at: number;
  readonly nanos: number;
}

describe("MemoryLedger", () => {
  it("never lets real spend pass a limit, for any interleaving of calls, costs, failures and clock moves", () => {
    fc.assert(
      fc.property(budgets, steps, (definitions, script) => {
        const run = play(definitions, script);
        for (const budget of definitions) {
          for (const at of run.times) expectWithinLimit(budget, run.charges, at);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("holds nothing and has spent exactly the charges once all calls have ended", () => {
    fc.assert(
      fc.property(budgets, steps, (definitions, script) => {
        const run = play(definitions, script);
        for (const [id] of run.open) run.ledger.settle(id, { kind: "charge", nanos: 0 });
        expect(run.ledger.stats().holds).toBe(0);
        for (const status of run.ledger.statuses(run.now, Number.POSITIVE_INFINITY)) {
          expect(status.heldNanos).toBe(0);
          const budget = definitions.find((candidate) => candidate.name === status.budget);
          if (!budget) throw new Error("a status without a budget");
          const mine = run.charges.filter(
            ({ facts, at }) => covers(budget, facts, status.key) && isInside(budget, at, status),
          );
          const total = mine.reduce((sum, charge) => sum + charge.nanos, 0);
          expect(status.spentNanos).toBe(total);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("has exactly the room that a reserve is then granted, never less than nothing", () => {
    fc.assert(
      fc.property(budgetsOfBothKinds, steps, fc.constantFrom("u1", "u2"), (definitions, script, userId) => {
        const { ledger, now } = play(definitions, script);
        const facts = { userId, queryType: "a", model: "gpt-4o" };
        const room = ledger.room(facts, now);
        const isGranted = (nanos: number, holdId: string) =>
          ledger.reserve({ holdId, facts, startedAt: now, bound: { kind: "bounded", nanos } }).outcome ===
          "held";
        const isLimited = definitions.some(({ onExceed }) => onExceed === "block");
        expect(room !== undefined).toBe(isLimited);
        if (room === undefined) return;
        expect(room).toBeGreaterThanOrEqual(0);
        expect(isGranted(room + 1, "too much")).toBe(false);
        expect(isGranted(room, "all of it")).toBe(true);
        expect(ledger.room(facts, now)).toBe(0);
        ledger.correct({ facts, startedAt: now }, { kind: "charge", nanos: 0 }, { kind: "charge", nanos: 1 });
        expect(ledger.room(facts, now)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it("restores from charges in any order to the spend of the ledger that lived through them", () => {
    fc.assert(
      fc.property(budgets, steps, fc.boolean(), (definitions, script, isReversed) => {
        const run = play(definitions, script);
        for (const [id] of run.open) run.ledger.settle(id, { kind: "charge", nanos: 0 });
        const restored = new MemoryLedger({ budgets: definitions });
        const order = isReversed ? run.charges.toReversed() : run.charges;
        for (const { facts, at, nanos } of order) {
          restored.restoreCharge(facts, at, { settlement: { kind: "charge", nanos } });
        }
        expect(spendOf(restored, run.now)).toEqual(spendOf(run.ledger, run.now));
        const reloaded = new MemoryLedger({ budgets: definitions });
        reloaded.restoreSnapshot(JSON.parse(JSON.stringify(run.ledger.snapshot())), false);
        expect(spendOf(reloaded, run.now)).toEqual(spendOf(run.ledger, run.now));
      }),
    );
  });
});

function spendOf(ledger: MemoryLedger, now: number): string[] {
  return ledger
    .statuses(now, Number.POSITIVE_INFINITY)
    .filter((status) => status.spentNanos > 0)
    .map((status) => `${status.budget} ${JSON.stringify(status.key)} ${status.spentNanos}`)
    .sort();
}

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

function play(definitions: readonly BudgetDefinition[], script: readonly Step[]) {
  const ledger = new MemoryLedger({ budgets: definitions });
  const open = new Map<string, { facts: CallFacts; at: number; bound: number }>();
  const charges: Charge[] = [];
  const times = [START];
  let now = START;
  let count = 0;
  for (const step of script) {
    if (step.do === "clock") {
      now += step.by;
      times.push(now);
    } else if (step.do === "reserve") {
      const facts: CallFacts = {
        queryType: step.queryType,
        model: step.model,
        ...(step.user !== undefined && { userId: step.user }),
      };
      const holdId = `h${count++}`;
      const bound = { kind: "bounded", nanos: step.bound } as const;
      const { outcome } = ledger.reserve({ holdId, facts, startedAt: now, bound });
      if (outcome === "held") open.set(holdId, { facts, at: now, bound: step.bound });
    } else {
      const [id, call] = [...open][step.which % Math.max(1, open.size)] ?? [];
      if (!id || !call) continue;
      open.delete(id);
      const nanos = Math.floor(call.bound * step.share);
      ledger.settle(id, { kind: "charge", nanos });
      charges.push({ facts: call.facts, at: call.at, nanos });
    }
  }
  return { ledger, open, charges, times, now };
}

function covers(budget: BudgetDefinition, facts: CallFacts, key: Readonly<Record<string, string>>): boolean {
  if (budget.match.queryType && facts.queryType !== "a") return false;
  if (budget.match.model && facts.model !== "gpt-4o") return false;
  return Object.entries(key).every(
    ([dimension, value]) => (facts[dimension as keyof CallFacts] ?? "(none)") === value,
  );
}

/** The slack of a rolling window is one bucket: spend may count a little too long, never too short. */
function isInside(
  budget: BudgetDefinition,
  at: number,
  span: { windowStart: number; windowEnd: number },
): boolean {
  if ("every" in budget.window) return span.windowStart <= at && at < span.windowEnd;
  const bucket = Math.ceil(budget.window.rollingMs / 288);
  return Math.floor(at / bucket) * bucket + bucket > span.windowStart;
}

/** Checked against wall-clock arithmetic of `Intl`, which is not how the ledger finds its windows. */
function expectWithinLimit(budget: BudgetDefinition, charges: readonly Charge[], at: number): void {
  const groups = new Map<string, number>();
  for (const { facts, at: startedAt, nanos } of charges) {
    if (!covers(budget, facts, {}) || !isSameWindow(budget.window, startedAt, at)) continue;
    const key = budget.per.map((dimension) => facts[dimension as keyof CallFacts] ?? "(none)").join("|");
    groups.set(key, (groups.get(key) ?? 0) + nanos);
  }
  for (const spent of groups.values()) expect(spent).toBeLessThanOrEqual(budget.limitNanos);
}

function isSameWindow(window: BudgetWindow, a: number, b: number): boolean {
  if ("rollingMs" in window) return a > b - window.rollingMs && a <= b;
  return labelOf(window, a) === labelOf(window, b);
}

function labelOf(window: { every: string; timeZone: string }, at: number): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", {
      timeZone: window.timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const date = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  if (window.every === "month") return date.slice(0, 7);
  if (window.every === "day") return date;
  if (window.every === "hour") return `${date}T${parts["hour"]}${parts["timeZoneName"]}`;
  const days = Math.floor(Date.parse(`${date}T00:00:00Z`) / (24 * HOUR));
  return `week ${Math.floor((days + 3) / 7)}`; // day 0 of the epoch was a Thursday
}
