import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { keyOfCall, matchesCall } from "@breakwater/core/budget/budget-definition";
import { factsOfRecord, settlementOfRecord } from "@breakwater/core/budget/record-charge";
import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import type { QueryContext } from "../query-context.ts";
import { queryBudgetHistory } from "./budget-history.ts";
import { queryBudgetState } from "./budget-states.ts";
import { windowAt, windowsBefore } from "./budget-window.ts";

const NOW = Date.UTC(2026, 0, 15, 17, 45);
const DAY_MS = 86_400_000;
const SPANS = fleetSpans(1_500, { from: NOW - 5 * DAY_MS, to: NOW + 3_600_000 }).map(withBudget);

/** Some calls were charged otherwise than they cost, some are in flight, and some were refused. */
function withBudget(span: SpanRecord, index: number): SpanRecord {
  if (span.status === "running") return { ...span, budget: { heldNanos: 1_000 + index } };
  if (span.status === "blocked") {
    const numbers = { limitNanos: 1, spentNanos: 1, heldNanos: 0, requestedNanos: 5 };
    const denial = { budget: index % 2 === 0 ? "it's" : "other", key: {}, ...numbers };
    return {
      ...span,
      budget: { heldNanos: 0, denial: { ...denial, resetsAt: span.startTime, reason: "limit" } },
    };
  }
  return index % 3 === 0 ? { ...span, budget: { heldNanos: 9, chargedNanos: index * 7 } } : span;
}

function budget(more: Partial<BudgetDefinition> = {}): BudgetDefinition {
  return {
    name: "it's",
    limitNanos: 20_000_000,
    window: { every: "day", timeZone: "Europe/Berlin" },
    match: {},
    per: [],
    onExceed: "block",
    alertAt: [],
    unpriced: { kind: "block" },
    ...more,
  };
}

let bed: QueryBed;
let context: QueryContext;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(SPANS);
  context = { ...bed.context, clock: createFakeClock(NOW) };
});
afterAll(() => bed.close());

interface Taken {
  spent: number;
  held: number;
  denied: number;
}

/** Whether a span counts for a budget in a time: calls alone are paid for. */
function isCovered(span: SpanRecord, { match }: BudgetDefinition, from: number, to: number): boolean {
  const start = epochMsOf(span.startTime);
  const takes = span.cost !== undefined || span.budget !== undefined;
  return (
    start >= from && start < to && takes && isInference(span.kind) && matchesCall(match, factsOfRecord(span))
  );
}

function spentOn(span: SpanRecord, { unpriced }: BudgetDefinition): number {
  const settlement = settlementOfRecord(span);
  if (settlement === undefined) return 0;
  if (settlement.kind === "charge") return settlement.nanos;
  return unpriced.kind === "charge" ? unpriced.nanos : 0;
}

/** What a ledger that has seen every record would say. */
function expectedKeys(definition: BudgetDefinition, from: number, to: number): Map<string, Taken> {
  const keys = new Map<string, Taken>();
  for (const span of SPANS.filter((one) => isCovered(one, definition, from, to))) {
    const key = JSON.stringify(keyOfCall(definition.per, factsOfRecord(span)));
    const taken = keys.get(key) ?? { spent: 0, held: 0, denied: 0 };
    keys.set(key, taken);
    taken.spent += spentOn(span, definition);
    if (span.status === "running") taken.held += span.budget?.heldNanos ?? 0;
    if (span.budget?.denial?.budget === definition.name) taken.denied += 1;
  }
  return new Map([...keys].filter(([, taken]) => Object.values(taken).some((amount) => amount !== 0)));
}

const sumOf = (keys: Map<string, Taken>, field: keyof Taken) =>
  [...keys.values()].reduce((sum, taken) => sum + taken[field], 0);

const BUDGETS: readonly (readonly [string, BudgetDefinition])[] = [
  ["over everything", budget()],
  ["per user", budget({ per: ["userId"] })],
  [
    "per user and team, rolling",
    budget({ per: ["userId", "metadata.team"], window: { rollingMs: 90_000_000 } }),
  ],
  ["an hour per model", budget({ per: ["model"], window: { every: "hour", timeZone: "Asia/Kolkata" } })],
  ["with a flat charge for unpriced calls", budget({ unpriced: { kind: "charge", nanos: 12_345 } })],
  ["of some models and tags", budget({ match: { model: ["model-1", "*-2"], tag: ["b*a", "none"] } })],
  [
    "of a team by patterns",
    budget({ match: { metadata: { team: ["a*"] }, userId: ["user-*"] }, per: ["sessionId"] }),
  ],
  ["whose patterns hold wildcards of SQL", budget({ match: { queryType: ["c_at", "c%", "\\chat"] } })],
  ["of an environment and a provider", budget({ match: { environment: ["staging"], provider: ["open*"] } })],
  ["of nothing", budget({ match: { model: [] } })],
];

describe.each(BUDGETS)("a budget %s", (_, definition) => {
  it("stands where a ledger would that saw every call", async () => {
    const { start, end } = windowAt(definition.window, NOW);
    const expected = expectedKeys(definition, start, end);
    const state = await queryBudgetState({ project: "shop", definition, limit: 500 }, context);
    expect({ ...state, fullest: undefined }).toEqual({
      keys: expected.size,
      foundKeys: expected.size,
      fullKeys: [...expected.values()].filter(({ spent, held }) => spent + held >= definition.limitNanos)
        .length,
      spentNanos: sumOf(expected, "spent"),
      heldNanos: sumOf(expected, "held"),
      deniedCalls: sumOf(expected, "denied"),
      fullest: undefined,
    });
    const told = state.fullest.map(({ key, spentNanos: spent, heldNanos: held, deniedCalls: denied }) => [
      JSON.stringify(key),
      { spent, held, denied },
    ]);
    expect(new Map(told as [string, Taken][])).toEqual(expected);
    const taken = state.fullest.map(({ spentNanos, heldNanos }) => spentNanos + heldNanos);
    expect(taken).toEqual(taken.toSorted((a, b) => b - a));
  });

  it("has the past that its windows add up to", async () => {
    const periods = await queryBudgetHistory({ project: "shop", definition, periods: 6 }, context);
    const windows = windowsBefore(definition.window, NOW, 6);
    expect(periods.map(({ from, to }) => [Date.parse(from), Date.parse(to)])).toEqual(
      windows.map(({ start, end }) => [start, end]),
    );
    for (const [index, { start, end }] of windows.entries()) {
      const expected = expectedKeys(definition, start, end);
      expect(periods[index]).toMatchObject({
        spentNanos: sumOf(expected, "spent"),
        mostNanos: Math.max(0, ...[...expected.values()].map(({ spent }) => spent)),
        // What is held is told of the present alone.
        keys: [...expected.values()].filter(({ spent, denied }) => spent !== 0 || denied !== 0).length,
        deniedCalls: sumOf(expected, "denied"),
      });
    }
  });
});

it("is another project's own", async () => {
  const state = await queryBudgetState({ project: "elsewhere", definition: budget(), limit: 5 }, context);
  expect(state).toEqual({
    keys: 0,
    foundKeys: 0,
    fullKeys: 0,
    spentNanos: 0,
    heldNanos: 0,
    deniedCalls: 0,
    fullest: [],
  });
});

it("tells only as many keys as are asked for, and sums over all", async () => {
  const definition = budget({ per: ["sessionId"] });
  const few = await queryBudgetState({ project: "shop", definition, limit: 2 }, context);
  const all = await queryBudgetState({ project: "shop", definition, limit: 500 }, context);
  expect(few.fullest).toEqual(all.fullest.slice(0, 2));
  expect({ ...few, fullest: [] }).toEqual({ ...all, fullest: [] });
});

it("finds keys by a part of one of their values, and still sums over all", async () => {
  const definition = budget({ per: ["userId", "metadata.team"] });
  const all = await queryBudgetState({ project: "shop", definition, limit: 500 }, context);
  const [wanted] = Object.values(all.fullest.at(-1)?.key ?? {});
  const found = await queryBudgetState(
    { project: "shop", definition, limit: 500, search: wanted?.toUpperCase() },
    context,
  );
  const fits = ({ key }: (typeof all.fullest)[number]) =>
    Object.values(key).some((value) => value.includes(wanted ?? ""));
  expect(found.fullest).toEqual(all.fullest.filter(fits));
  expect(found).toMatchObject({
    foundKeys: found.fullest.length,
    keys: all.keys,
    spentNanos: all.spentNanos,
  });
  expect(found.foundKeys).toBeLessThan(all.keys);
  const none = await queryBudgetState({ project: "shop", definition, limit: 5, search: "%" }, context);
  expect(none).toMatchObject({ fullest: [], foundKeys: 0, keys: all.keys });
});
