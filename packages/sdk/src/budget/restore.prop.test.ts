import type { BudgetDefinition, BudgetWindow } from "@breakwater/core/budget/budget-definition";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cachedOutcome, costOf } from "../calls/call-outcome.ts";
import type { JournalSource } from "../journal/journal.ts";
import { restoreLedger, writtenOff } from "./restore-ledger.ts";
import { LedgerRig, sourceOf } from "./testing/ledger-rig.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const windows: fc.Arbitrary<BudgetWindow> = fc.oneof(
  fc.record({
    every: fc.constantFrom("hour" as const, "day" as const, "month" as const),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata"),
  }),
  fc.record({ rollingMs: fc.constantFrom(HOUR, 24 * HOUR) }),
);

const budgets = fc
  .array(
    fc.record({
      limitNanos: fc.constantFrom(3_000_000, 20_000_000, 1_000_000_000),
      window: windows,
      match: fc.constantFrom(
        {},
        { environment: ["production"] },
        { queryType: ["a"] },
        { model: ["gpt-*"] },
        { tag: ["batch"] },
        { metadata: { tier: ["2"] } },
      ),
      per: fc.constantFrom([], ["userId" as const], ["userId" as const, "metadata.tier" as const]),
      onExceed: fc.constantFrom("block" as const, "warn" as const),
      alertAt: fc.constant([0.5, 1]),
      unpriced: fc.constantFrom({ kind: "block" as const }, { kind: "charge" as const, nanos: 70_000 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list): BudgetDefinition[] => list.map((budget, index) => ({ name: `b${index}`, ...budget })));

const starts = fc.record({
  do: fc.constant("start" as const),
  userId: fc.option(fc.constantFrom("u1", "u2"), { nil: undefined }),
  environment: fc.option(fc.constant("staging"), { nil: undefined }),
  queryType: fc.constantFrom("a", "b"),
  isBatch: fc.boolean(),
  tier: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
  model: fc.constantFrom("gpt-4o", "claude-sonnet-4-5", "made-up-model"),
  maxTokens: fc.constantFrom(undefined, 50, 400),
  isNested: fc.boolean(),
});
const which = fc.nat({ max: 30 });
const ends = fc.record({
  do: fc.constant("end" as const),
  which,
  outputTokens: fc.constantFrom(0, 1, 50, 400),
  isCached: fc.boolean(),
});
const fails = fc.record({
  do: fc.constant("fail" as const),
  which,
  how: fc.constantFrom("rate limit", "connection", "abort"),
});
const tokens = fc.record({ do: fc.constant("token" as const), which });
const clocks = fc.record({
  do: fc.constant("clock" as const),
  by: fc.constantFrom(100, MINUTE, 11 * MINUTE, HOUR, 7 * HOUR, -MINUTE, -HOUR),
});
const sweeps = fc.record({ do: fc.constant("sweep" as const) });
const checkpoints = fc.record({ do: fc.constant("checkpoint" as const) });

const scripts = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: starts },
    { weight: 7, arbitrary: ends },
    { weight: 3, arbitrary: fails },
    { weight: 3, arbitrary: tokens },
    { weight: 4, arbitrary: clocks },
    { weight: 2, arbitrary: sweeps },
    { weight: 2, arbitrary: checkpoints },
  ),
  { minLength: 5, maxLength: 50, size: "max" },
);
type Step = typeof scripts extends fc.Arbitrary<(infer S)[]> ? S : never;

describe("restoring the ledger", () => {
  it("gives the live ledger at every prefix of the journal, with a snapshot and without", async () => {
    const seen = { prefixes: 0, corrected: 0, orphans: 0 };
    await fc.assert(
      fc.asyncProperty(budgets, scripts, async (definitions, script) => {
        const rig = new LedgerRig(definitions, () => comparePrefix(rig, definitions, seen));
        const play = new Play(rig);
        for (const step of script) {
          await play.step(step);
          compare(rig, definitions, seen);
        }
        seen.corrected += play.lateEnds;
      }),
      { numRuns: 150 },
    );
    // The scripts do reach what the property is about.
    expect(seen.prefixes).toBeGreaterThan(500);
    expect(seen.orphans).toBeGreaterThan(100);
    expect(seen.corrected).toBeGreaterThan(0);
  });
});

/** Carries out the steps of a script. */
class Play {
  readonly #rig: LedgerRig;
  readonly #ids: string[] = [];
  #latest: number;
  lateEnds = 0;

  constructor(rig: LedgerRig) {
    this.#rig = rig;
    this.#latest = rig.clock.now();
  }

  async step(step: Step): Promise<void> {
    const { tracker, clock } = this.#rig;
    if (step.do === "start") await this.#start(step);
    else if (step.do === "end") this.#end(step);
    else if (step.do === "fail") tracker.fail(this.#id(step.which), ERRORS[step.how]?.());
    else if (step.do === "token") tracker.token(this.#id(step.which), { text: "some words of an answer" });
    else if (step.do === "sweep") tracker.sweep();
    else if (step.do === "checkpoint") this.#rig.saveCheckpoint();
    else {
      // Set back by more than an hour, a clock finds windows that are rightly forgotten.
      const now = Math.max(clock.now() + step.by, this.#latest - HOUR);
      this.#latest = Math.max(this.#latest, now);
      clock.set(now);
    }
  }

  async #start(step: Extract<Step, { do: "start" }>): Promise<void> {
    const { tracker } = this.#rig;
    const id = `run-${this.#ids.length}`;
    const chainId = `chain-${this.#ids.length}`;
    this.#ids.push(id);
    const { userId, environment, queryType, tier } = step;
    const who = {
      ...(userId !== undefined && { userId }),
      ...(environment !== undefined && { environment }),
    };
    if (step.isNested) void tracker.start({ id: chainId, kind: "chain", name: "chain", context: who });
    const context = {
      ...(step.isNested ? {} : who),
      queryType,
      ...(step.isBatch && { tags: ["batch"] }),
      ...(tier !== undefined && { metadata: { tier } }),
    };
    const invocationParams = step.maxTokens === undefined ? {} : { max_tokens: step.maxTokens };
    try {
      await tracker.start({
        id,
        parentId: step.isNested ? chainId : undefined,
        kind: "llm",
        name: "model",
        context,
        call: {
          provider: step.model.startsWith("claude") ? "anthropic" : "openai",
          requestModel: step.model,
          request: { prompts: ["What became of the order of last week?"], invocationParams },
        },
      });
    } catch (error) {
      if (!(error instanceof BudgetExceededError)) throw error;
    }
    if (step.isNested && step.isBatch) tracker.end(chainId, { status: "ok" });
  }

  #end({ which: index, outputTokens, isCached }: Extract<Step, { do: "end" }>): void {
    const { tracker } = this.#rig;
    const id = this.#id(index);
    const run = tracker.get(id);
    if (run && tracker.abandonedRecords().some(({ spanId }) => spanId === run.spanId)) this.lateEnds += 1;
    if (!run || isCached) {
      tracker.end(id, cachedOutcome(undefined, "cache"));
      return;
    }
    const usage = { inputTokens: 12, outputTokens };
    const cost = costOf(run, { usage }, tracker.prices);
    tracker.end(id, { status: "ok", usage, usageSource: "reported", cost });
  }

  /** Any call ever started: those that have ended or were given up for lost may get a second end. */
  #id(index: number): string {
    return this.#ids[index % Math.max(1, this.#ids.length)] ?? "none";
  }
}

const ERRORS: Readonly<Record<string, () => Error>> = {
  "rate limit": () => Object.assign(new Error("too many requests"), { status: 429 }),
  connection: () => new Error("Connection error."),
  abort: () => Object.assign(new Error("Request was aborted."), { name: "AbortError" }),
};

/** Between two steps: spend, and the calls still running, which count as their hold once they are written off. */
function compare(rig: LedgerRig, definitions: readonly BudgetDefinition[], seen: { orphans: number }): void {
  const now = rig.clock.now();
  const live = { spent: spentOf(rig.ledger, now), held: holdsOf(rig.tracker.heldRecords()) };
  seen.orphans += live.held.length;
  for (const source of sourcesOf(rig)) {
    const restored = new MemoryLedger({ budgets: definitions });
    const { orphans, badLines } = restoreLedger(restored, [source]);
    expect(badLines).toBe(0);
    expect({ spent: spentOf(restored, now), held: holdsOf(orphans) }).toEqual(live);
    for (const orphan of orphans) restored.restoreRecord(writtenOff(orphan));
    expect(calendarSpentOf(restored, definitions, now)).toEqual(
      calendarSpentOf(rig.ledger, definitions, now),
    );
  }
}

/** In the middle of a step, before its next line: the lines so far and the ledger must not be apart either. */
function comparePrefix(
  rig: LedgerRig,
  definitions: readonly BudgetDefinition[],
  seen: { prefixes: number },
): void {
  const now = rig.clock.now();
  seen.prefixes += 1;
  for (const source of sourcesOf(rig)) {
    const restored = new MemoryLedger({ budgets: definitions });
    restoreLedger(restored, [source]);
    expect(spentOf(restored, now)).toEqual(spentOf(rig.ledger, now));
  }
}

/** The ways in which the same journal may be found: bare, with a snapshot, with one that lacks a budget, pruned. */
function sourcesOf({ lines, checkpoint }: LedgerRig): JournalSource[] {
  const all = [...lines];
  if (!checkpoint) return [sourceOf(all)];
  const { state } = checkpoint;
  const after = all.slice(checkpoint.lineCount);
  const linesAfterState = () => after;
  return [
    sourceOf(all),
    sourceOf(all, { state, linesAfterState }),
    sourceOf(all, { state: withoutBudget(state, "b0"), linesAfterState }),
    sourceOf(after, { state, linesAfterState }),
  ];
}

function withoutBudget(state: unknown, name: string): unknown {
  const { signatures, accounts, ...rest } = state as {
    signatures: string[];
    accounts: { signature: string }[];
  };
  const isOther = (signature: string): boolean => !signature.startsWith(`["${name}"`);
  return {
    ...rest,
    signatures: signatures.filter(isOther),
    accounts: accounts.filter(({ signature }) => isOther(signature)),
  };
}

function spentOf(ledger: MemoryLedger, now: number): string[] {
  return ledger
    .statuses(now, Number.POSITIVE_INFINITY)
    .filter(({ spentNanos }) => spentNanos !== 0)
    .map(({ budget, key, spentNanos }) => `${budget} ${JSON.stringify(key)} ${spentNanos}`)
    .sort();
}

/** What is spent once every hold is charged; a rolling window holds what started outside of it too. */
function calendarSpentOf(
  ledger: MemoryLedger,
  definitions: readonly BudgetDefinition[],
  now: number,
): string[] {
  const calendar = new Set(definitions.filter(({ window }) => "every" in window).map(({ name }) => name));
  return ledger
    .statuses(now, Number.POSITIVE_INFINITY)
    .filter(({ budget, spentNanos, heldNanos }) => calendar.has(budget) && spentNanos + heldNanos !== 0)
    .map(
      ({ budget, key, spentNanos, heldNanos }) =>
        `${budget} ${JSON.stringify(key)} ${spentNanos + heldNanos}`,
    )
    .sort();
}

function holdsOf(records: readonly SpanRecord[]): string[] {
  return records.map(({ spanId, budget }) => `${spanId} ${budget?.heldNanos}`).sort();
}
