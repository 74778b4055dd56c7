import { describe, expect, it } from "vitest";
import type { BudgetDefinition, CallFacts } from "./budget-definition.ts";
import type { CallBound, ReserveOutcome } from "./ledger.ts";
import { MemoryLedger } from "./memory-ledger.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const DAY = 86_400_000;

function budget(changes: Partial<BudgetDefinition> = {}): BudgetDefinition {
  return {
    name: "daily",
    limitNanos: 1_000,
    window: { every: "day", timeZone: "UTC" },
    match: {},
    per: [],
    onExceed: "block",
    alertAt: [0.5, 0.8, 1],
    unpriced: { kind: "block" },
    ...changes,
  };
}

interface Wish {
  readonly holdId: string;
  readonly nanos?: number;
  readonly bound?: CallBound;
  readonly facts?: CallFacts;
  readonly at?: number;
  readonly isProvisional?: boolean;
}

function reserve(ledger: MemoryLedger, wish: Wish): ReserveOutcome {
  const { holdId, nanos = 0, facts = {}, at = NOON, isProvisional = false } = wish;
  const bound = wish.bound ?? { kind: "bounded", nanos };
  return ledger.reserve({ holdId, facts, startedAt: at, bound, isProvisional });
}

const unpriced: CallBound = { kind: "unpriced" };
const charge = (nanos: number) => ({ kind: "charge", nanos }) as const;
const standing = (ledger: MemoryLedger, at = NOON) =>
  ledger.statuses(at).map(({ budget: name, spentNanos, heldNanos, deniedCalls }) => ({
    name,
    spentNanos,
    heldNanos,
    deniedCalls,
  }));

/** Spends `nanos` and returns the shares that were announced by it. */
function spend(ledger: MemoryLedger, nanos: number, at = NOON): number[] {
  reserve(ledger, { holdId: "spend", nanos: 0, at });
  return ledger.settle("spend", charge(nanos)).map(({ threshold }) => threshold);
}

describe("MemoryLedger.reserve", () => {
  it("lets out exactly as many calls as fit, however many ask at once", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ limitNanos: 300 })] });
    const outcomes = Array.from({ length: 10 }, (_, n) => reserve(ledger, { holdId: `${n}`, nanos: 100 }));
    expect(outcomes.filter(({ outcome }) => outcome === "held")).toHaveLength(3);
    expect(standing(ledger)).toEqual([{ name: "daily", spentNanos: 0, heldNanos: 300, deniedCalls: 7 }]);
  });

  it("takes all budgets or none: a call that one refuses holds nothing in the others", () => {
    const budgets = [budget({ name: "wide", limitNanos: 9_000 }), budget({ name: "narrow", limitNanos: 50 })];
    const ledger = new MemoryLedger({ budgets });
    const outcome = reserve(ledger, { holdId: "a", nanos: 100 });
    expect(outcome).toMatchObject({ outcome: "denied", denial: { budget: "narrow", requestedNanos: 100 } });
    expect(standing(ledger)).toMatchObject([
      { name: "wide", heldNanos: 0, deniedCalls: 0 },
      { name: "narrow", heldNanos: 0, deniedCalls: 1 },
    ]);
    expect(ledger.stats().holds).toBe(0);
  });

  it("tells the numbers behind a refusal and when the window ends", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ per: ["userId"] })] });
    const facts = { userId: "u1" };
    spendFor(ledger, facts, 600);
    reserve(ledger, { holdId: "open", nanos: 300, facts });
    expect(reserve(ledger, { holdId: "more", nanos: 101, facts })).toMatchObject({
      denial: {
        budget: "daily",
        key: { userId: "u1" },
        limitNanos: 1_000,
        spentNanos: 600,
        heldNanos: 300,
        requestedNanos: 101,
        resetsAt: "2026-01-16T00:00:00.000Z",
        reason: "limit",
      },
    });
    expect(reserve(ledger, { holdId: "fits", nanos: 100, facts }).outcome).toBe("held");
  });

  it("of a rolling window, says when enough of it will be free again, and keeps its word", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ window: { rollingMs: DAY } })] });
    spend(ledger, 500, NOON);
    spend(ledger, 500, NOON + 3_600_000);
    const later = NOON + 2 * 3_600_000;
    const refused = reserve(ledger, { holdId: "x", nanos: 400, at: later });
    if (refused.outcome !== "denied") throw new Error("was let through");
    const resetsAt = Date.parse(refused.denial.resetsAt);
    expect(resetsAt).toBeGreaterThanOrEqual(NOON + DAY);
    expect(resetsAt).toBeLessThan(NOON + 3_600_000 + DAY);
    expect(reserve(ledger, { holdId: "y", nanos: 400, at: resetsAt - 1 }).outcome).toBe("denied");
    expect(reserve(ledger, { holdId: "z", nanos: 400, at: resetsAt }).outcome).toBe("held");
  });

  it("holds no budget twice for the same call", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    reserve(ledger, { holdId: "a", nanos: 400 });
    expect(reserve(ledger, { holdId: "a", nanos: 400 })).toMatchObject({ outcome: "held", heldNanos: 0 });
    expect(standing(ledger)).toMatchObject([{ heldNanos: 400 }]);
  });

  it("grants a loose bound only below nine tenths of the limit and counts its refusal as no denial", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    const loose = { nanos: 901, isProvisional: true };
    expect(reserve(ledger, { holdId: "a", ...loose })).toMatchObject({ outcome: "denied", notices: [] });
    expect(standing(ledger)).toMatchObject([{ heldNanos: 0, deniedCalls: 0 }]);
    expect(reserve(ledger, { holdId: "a", nanos: 901 }).outcome).toBe("held");
    const fresh = new MemoryLedger({ budgets: [budget()] });
    expect(reserve(fresh, { holdId: "a", nanos: 900, isProvisional: true }).outcome).toBe("held");
  });

  it("a budget that only warns never refuses, however far past its limit", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ onExceed: "warn", limitNanos: 10 })] });
    expect(reserve(ledger, { holdId: "a", nanos: 5_000 }).outcome).toBe("held");
    expect(reserve(ledger, { holdId: "b", bound: unpriced }).outcome).toBe("held");
    const notices = ledger.settle("a", charge(5_000));
    expect(notices.map(({ threshold, onExceed }) => [threshold, onExceed])).toEqual([
      [0.5, "warn"],
      [0.8, "warn"],
      [1, "warn"],
    ]);
  });

  it("a limit of nothing refuses every call that costs something", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ limitNanos: 0 })] });
    expect(reserve(ledger, { holdId: "a", nanos: 1 }).outcome).toBe("denied");
  });
});

describe("MemoryLedger and models without a price", () => {
  it("refuses them by default, with the reason", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    const outcome = reserve(ledger, { holdId: "a", bound: unpriced });
    expect(outcome).toMatchObject({ outcome: "denied", denial: { reason: "unpriced", requestedNanos: 0 } });
  });

  it("holds and charges the flat amount of each budget that wants one", () => {
    const flat = (name: string, nanos: number) => budget({ name, unpriced: { kind: "charge", nanos } });
    const ledger = new MemoryLedger({ budgets: [flat("a", 100), flat("b", 30)] });
    expect(reserve(ledger, { holdId: "x", bound: unpriced })).toMatchObject({ heldNanos: 100, budgets: 2 });
    expect(standing(ledger)).toMatchObject([{ heldNanos: 100 }, { heldNanos: 30 }]);
    ledger.settle("x", { kind: "unpriced" });
    expect(standing(ledger)).toMatchObject([
      { spentNanos: 100, heldNanos: 0 },
      { spentNanos: 30, heldNanos: 0 },
    ]);
  });

  it("charges the real price when the model that answered has one", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ unpriced: { kind: "charge", nanos: 100 } })] });
    reserve(ledger, { holdId: "x", bound: unpriced });
    ledger.settle("x", charge(7));
    expect(standing(ledger)).toMatchObject([{ spentNanos: 7, heldNanos: 0 }]);
  });
});

describe("MemoryLedger.settle", () => {
  it("gives back what a call did not use", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    reserve(ledger, { holdId: "a", nanos: 900 });
    ledger.settle("a", charge(40));
    expect(standing(ledger)).toMatchObject([{ spentNanos: 40, heldNanos: 0 }]);
  });

  it("ignores holds that it does not know and holds that were settled before", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    reserve(ledger, { holdId: "a", nanos: 900 });
    ledger.settle("a", charge(40));
    expect(ledger.settle("a", charge(40))).toEqual([]);
    expect(ledger.settle("never", charge(40))).toEqual([]);
    expect(standing(ledger)).toMatchObject([{ spentNanos: 40, heldNanos: 0 }]);
  });

  it("charges the window in which the call started", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    const beforeMidnight = Date.UTC(2026, 0, 15, 23, 59);
    reserve(ledger, { holdId: "a", nanos: 900, at: beforeMidnight });
    const afterMidnight = beforeMidnight + 120_000;
    expect(reserve(ledger, { holdId: "b", nanos: 900, at: afterMidnight }).outcome).toBe("held");
    ledger.settle("a", charge(700));
    expect(standing(ledger, beforeMidnight)).toMatchObject([{ spentNanos: 700, heldNanos: 0 }]);
    expect(standing(ledger, afterMidnight)).toMatchObject([{ spentNanos: 0, heldNanos: 900 }]);
  });

  it("replaces an estimate when a call that was given up for lost ends after all", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ per: ["userId"] })] });
    const facts = { userId: "u1" };
    reserve(ledger, { holdId: "a", nanos: 900, facts });
    ledger.settle("a", charge(900));
    ledger.correct({ facts, startedAt: NOON }, charge(900), charge(25));
    expect(standing(ledger)).toMatchObject([{ spentNanos: 25 }]);
  });
});

describe("MemoryLedger notices", () => {
  it("announces each share once per window, all that one charge passes together", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    expect(spend(ledger, 499)).toEqual([]);
    expect(spend(ledger, 1)).toEqual([0.5]);
    expect(spend(ledger, 100)).toEqual([]);
    expect(spend(ledger, 400)).toEqual([0.8, 1]);
    expect(spend(ledger, 0)).toEqual([]);
  });

  it("announces them again in the next window", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    expect(spend(ledger, 600)).toEqual([0.5]);
    expect(spend(ledger, 600, NOON + DAY)).toEqual([0.5]);
  });

  it("announces nothing after a restore that was announced before it", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    ledger.restoreCharge({}, NOON, { settlement: charge(850) });
    ledger.acknowledgeThresholds(NOON);
    expect(spend(ledger, 10)).toEqual([]);
    expect(spend(ledger, 140)).toEqual([1]);
  });

  it("tells the first refusal of a window, and counts it as the notice of the whole limit", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    reserve(ledger, { holdId: "open", nanos: 1_000 });
    const first = reserve(ledger, { holdId: "a", nanos: 1 });
    expect(first).toMatchObject({ notices: [{ kind: "exhausted", threshold: 1, heldNanos: 1_000 }] });
    expect(reserve(ledger, { holdId: "b", nanos: 1 })).toMatchObject({ notices: [] });
    expect(ledger.settle("open", charge(1_000))).toEqual([]);
  });

  it("tells the first refusal again after a rolling window has emptied", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ window: { rollingMs: DAY }, limitNanos: 10 })] });
    expect(reserve(ledger, { holdId: "a", nanos: 11 })).toMatchObject({ notices: [{ kind: "exhausted" }] });
    const later = { holdId: "b", nanos: 11, at: NOON + 2 * DAY };
    expect(reserve(ledger, later)).toMatchObject({ notices: [{ kind: "exhausted" }] });
  });

  it("tells for whom", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ per: ["userId"] })] });
    reserve(ledger, { holdId: "a", nanos: 500, facts: { userId: "u1" } });
    expect(ledger.settle("a", charge(500))).toMatchObject([
      { kind: "threshold", budget: "daily", key: { userId: "u1" }, spentNanos: 500, limitNanos: 1_000 },
    ]);
  });
});

describe("MemoryLedger.configure", () => {
  it("keeps spend, holds and refusals of a budget whose limit changes", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    spend(ledger, 300);
    reserve(ledger, { holdId: "open", nanos: 700 });
    reserve(ledger, { holdId: "no", nanos: 1 });
    expect(ledger.configure([budget({ limitNanos: 5_000 })])).toEqual(new Set());
    expect(standing(ledger)).toEqual([{ name: "daily", spentNanos: 300, heldNanos: 700, deniedCalls: 1 }]);
    expect(reserve(ledger, { holdId: "yes", nanos: 4_000 }).outcome).toBe("held");
    ledger.settle("open", charge(10));
    expect(standing(ledger)).toMatchObject([{ spentNanos: 310, heldNanos: 4_000 }]);
  });

  it("holds calls in flight in a budget that is added, and names it as wanting its past", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    spend(ledger, 300);
    reserve(ledger, { holdId: "open", nanos: 200 });
    const added = budget({ name: "hourly", window: { every: "hour", timeZone: "UTC" } });
    const wanting = ledger.configure([budget(), added]);
    expect(wanting.size).toBe(1);
    expect(standing(ledger)).toMatchObject([
      { name: "daily", spentNanos: 300, heldNanos: 200 },
      { name: "hourly", spentNanos: 0, heldNanos: 200 },
    ]);
    ledger.restoreCharge({}, NOON, { settlement: charge(300), onlySignatures: wanting });
    ledger.settle("open", charge(5));
    expect(standing(ledger)).toMatchObject([{ spentNanos: 305 }, { spentNanos: 305, heldNanos: 0 }]);
  });

  it("starts a budget afresh whose window changes", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    spend(ledger, 300);
    const weekly = budget({ window: { every: "week", timeZone: "UTC" } });
    expect(ledger.configure([weekly]).size).toBe(1);
    expect(ledger.statuses(NOON)).toEqual([]);
  });

  it("lets the calls in flight of a budget that is removed end in peace", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    reserve(ledger, { holdId: "open", nanos: 200 });
    ledger.configure([]);
    expect(ledger.settle("open", charge(200))).toEqual([]);
    expect(ledger.stats()).toMatchObject({ holds: 0, keys: 0 });
  });
});

describe("MemoryLedger bounds", () => {
  const perUser = [budget({ per: ["userId"] })];

  it("tracks no more keys than it may, and counts those that still mattered", () => {
    const ledger = new MemoryLedger({ budgets: perUser, maxKeys: 100 });
    for (let n = 0; n < 1_000; n += 1) spendFor(ledger, { userId: `u${n}` }, 1);
    expect(ledger.stats()).toEqual({ holds: 0, keys: 100, evictedKeys: 900 });
  });

  it("gives up keys whose window is over first, and does not count them as lost", () => {
    const ledger = new MemoryLedger({ budgets: perUser, maxKeys: 10 });
    for (let n = 0; n < 10; n += 1) spendFor(ledger, { userId: `old${n}` }, 900);
    for (let n = 0; n < 10; n += 1) spendFor(ledger, { userId: `new${n}` }, 1, NOON + DAY);
    expect(ledger.stats()).toEqual({ holds: 0, keys: 10, evictedKeys: 0 });
  });

  it("keeps the big spenders when it must choose", () => {
    const ledger = new MemoryLedger({ budgets: perUser, maxKeys: 10 });
    spendFor(ledger, { userId: "big" }, 999);
    for (let n = 0; n < 500; n += 1) spendFor(ledger, { userId: `u${n}` }, 1);
    expect(reserve(ledger, { holdId: "x", nanos: 2, facts: { userId: "big" } }).outcome).toBe("denied");
  });

  it("gives up no key of a call in flight", () => {
    const ledger = new MemoryLedger({ budgets: perUser, maxKeys: 2 });
    for (let n = 0; n < 5; n += 1)
      reserve(ledger, { holdId: `${n}`, nanos: 900, facts: { userId: `u${n}` } });
    for (let n = 0; n < 5; n += 1) {
      const again = reserve(ledger, { holdId: `again${n}`, nanos: 900, facts: { userId: `u${n}` } });
      expect(again.outcome).toBe("denied");
    }
  });

  it("shows the fullest keys first, and no more of each budget than asked for", () => {
    const ledger = new MemoryLedger({ budgets: perUser });
    for (const [userId, nanos] of Object.entries({ a: 10, b: 900, c: 500 }))
      spendFor(ledger, { userId }, nanos);
    expect(ledger.statuses(NOON, 2).map(({ key }) => key["userId"])).toEqual(["b", "c"]);
  });
});

describe("MemoryLedger.restoreSnapshot", () => {
  it("takes over its own spend, and leaves what other processes account for to them", () => {
    const ledger = new MemoryLedger({ budgets: [budget({ per: ["userId"] })] });
    spendFor(ledger, { userId: "u1" }, 40);
    ledger.restoreCharge({ userId: "u1" }, NOON, { settlement: charge(500), isForeign: true });
    const next = new MemoryLedger({ budgets: [budget({ per: ["userId"] })] });
    next.restoreSnapshot(ledger.snapshot(), false);
    expect(standing(ledger)).toMatchObject([{ spentNanos: 540 }]);
    expect(standing(next)).toMatchObject([{ spentNanos: 40 }]);
  });

  it("passes over accounts of budgets that are no longer configured", () => {
    const ledger = new MemoryLedger({ budgets: [budget()] });
    spend(ledger, 40);
    const next = new MemoryLedger({ budgets: [budget({ name: "other" })] });
    next.restoreSnapshot(ledger.snapshot(), false);
    expect(next.statuses(NOON)).toEqual([]);
  });
});

function spendFor(ledger: MemoryLedger, facts: CallFacts, nanos: number, at = NOON): void {
  reserve(ledger, { holdId: "spend", facts, at });
  ledger.settle("spend", charge(nanos));
}
