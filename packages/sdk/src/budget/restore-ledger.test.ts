import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { FAKE_CLOCK_START_MS } from "@breakwater/testkit/fake-clock";
import { buildRecord, type RecordOverrides } from "@breakwater/testkit/record-builder";
import { describe, expect, it } from "vitest";
import { restoreLedger, writtenOff } from "./restore-ledger.ts";
import { LedgerRig, sourceOf } from "./testing/ledger-rig.ts";

const daily: BudgetDefinition = {
  name: "daily",
  limitNanos: 1_000_000_000,
  window: { every: "day", timeZone: "UTC" },
  match: {},
  per: [],
  onExceed: "block",
  alertAt: [1],
  unpriced: { kind: "charge", nanos: 77 },
};
const HELD = 5_000;

const paid = (record: SpanRecord): string => encodeRecord(record);
const spentIn = (ledger: MemoryLedger): number => ledger.statuses(FAKE_CLOCK_START_MS)[0]?.spentNanos ?? 0;
const running = (changes: RecordOverrides = {}): SpanRecord =>
  buildRecord({ status: "running", budget: { heldNanos: HELD, isBounded: true }, ...changes });

function ended(of: SpanRecord, status: "ok" | "abandoned", nanos: number): SpanRecord {
  const cost = {
    source: "priced",
    totalNanos: nanos,
    inputNanos: 0,
    outputNanos: nanos,
    catalogue: "x",
  } as const;
  return { ...of, status, cost, budget: { heldNanos: HELD, chargedNanos: nanos } };
}

describe("restoreLedger", () => {
  it("charges what ended, once, and hands back what did not", () => {
    const [done, open] = [running(), running()];
    const ledger = new MemoryLedger({ budgets: [daily] });
    const lines = [paid(done), paid(open), paid(ended(done, "ok", 40))];
    expect(restoreLedger(ledger, [sourceOf(lines)]).orphans).toEqual([open]);
    expect(spentIn(ledger)).toBe(40);
  });

  it("replaces the estimate of a call that ended after it was given up for lost", () => {
    const call = running();
    const ledger = new MemoryLedger({ budgets: [daily] });
    const lines = [call, ended(call, "abandoned", HELD), ended(call, "ok", 40)].map(paid);
    expect(restoreLedger(ledger, [sourceOf(lines)]).orphans).toEqual([]);
    expect(spentIn(ledger)).toBe(40);
  });

  it("takes back the estimate of a call that turned out to have failed before it was billed", () => {
    const call = running();
    const failed = { ...call, status: "error", budget: { heldNanos: HELD, chargedNanos: 0 } } as const;
    const ledger = new MemoryLedger({ budgets: [daily] });
    restoreLedger(ledger, [sourceOf([call, ended(call, "abandoned", HELD), failed].map(paid))]);
    expect(spentIn(ledger)).toBe(0);
  });

  it("charges the budget's flat amount for models without a price, and nothing for refused calls", () => {
    const cost = { source: "unpriced", reason: "unknown_model" } as const;
    const lines = [buildRecord({ cost }), buildRecord({ status: "blocked" })].map(paid);
    const ledger = new MemoryLedger({ budgets: [daily] });
    restoreLedger(ledger, [sourceOf(lines)]);
    expect(spentIn(ledger)).toBe(77);
  });

  it("passes over lines that are no record, and counts those that could have been a charge", () => {
    const ledger = new MemoryLedger({ budgets: [daily] });
    const lines = ['{"kind":"llm","v":', paid(buildRecord())];
    expect(restoreLedger(ledger, [sourceOf(lines)]).badLines).toBe(1);
    expect(spentIn(ledger)).toBe(450_000);
  });

  it("takes a living process's spend over, and leaves its calls in flight alone", () => {
    const ledger = new MemoryLedger({ budgets: [daily] });
    const other = sourceOf([paid(buildRecord()), paid(running())], { slot: 2, isOwn: false, isLive: true });
    expect(restoreLedger(ledger, [sourceOf([]), other])).toMatchObject({ orphans: [], foreignOrphans: [] });
    expect(spentIn(ledger)).toBe(450_000);
    expect(ledger.snapshot()).toEqual([]);
  });

  it("charges the calls that died with another process, and leaves writing them off to who takes its slot", () => {
    const lost = running();
    const dead = sourceOf([paid(lost)], { slot: 2, isOwn: false });
    const ledger = new MemoryLedger({ budgets: [daily] });
    expect(restoreLedger(ledger, [sourceOf([]), dead])).toMatchObject({
      orphans: [],
      foreignOrphans: [lost],
    });
    expect(spentIn(ledger)).toBe(HELD);
    expect(ledger.snapshot()).toEqual([]);
  });

  it("ignores a snapshot that it does not understand and reads the lines", () => {
    const lines = [paid(buildRecord())];
    for (const state of [null, 7, { signatures: "?" }, { signatures: [], accounts: [{}] }]) {
      const ledger = new MemoryLedger({ budgets: [daily] });
      restoreLedger(ledger, [sourceOf(lines, { state, linesAfterState: () => [] })]);
      expect(spentIn(ledger)).toBe(450_000);
    }
  });

  it("fills a budget that was added at run time from the journal, and touches no other", () => {
    const weekly: BudgetDefinition = { ...daily, name: "weekly", window: { every: "week", timeZone: "UTC" } };
    const rig = new LedgerRig([daily]);
    start(rig, "a");
    rig.tracker.end("a", { status: "ok", cost: priced(40) });
    start(rig, "b");
    const added = rig.ledger.configure([daily, weekly]);
    restoreLedger(rig.ledger, [sourceOf(rig.lines)], added);
    rig.tracker.end("b", { status: "ok", cost: priced(2) });
    expect(rig.ledger.statuses(rig.clock.now())).toMatchObject([
      { budget: "daily", spentNanos: 42, heldNanos: 0 },
      { budget: "weekly", spentNanos: 42, heldNanos: 0 },
    ]);
  });

  it("a call that was in flight before there was any budget counts in the one that was added", () => {
    const rig = new LedgerRig([]);
    start(rig, "a");
    restoreLedger(rig.ledger, [sourceOf(rig.lines)], rig.ledger.configure([daily]));
    rig.tracker.end("a", { status: "ok", cost: priced(40) });
    expect(spentIn(rig.ledger)).toBe(40);
    const later = new MemoryLedger({ budgets: [daily] });
    restoreLedger(later, [sourceOf(rig.lines)]);
    expect(spentIn(later)).toBe(40);
  });
});

describe("writtenOff", () => {
  it("makes the whole hold the charge, and says that it is an estimate", () => {
    expect(writtenOff(running())).toMatchObject({
      status: "abandoned",
      usageSource: "estimated",
      cost: { source: "priced", totalNanos: HELD, flags: ["charged_whole_hold", "process_died"] },
      budget: { heldNanos: HELD, chargedNanos: HELD },
    });
  });

  it("leaves the charge for a model without a price to each budget", () => {
    const off = writtenOff(running({ cost: { source: "unpriced", reason: "unknown_model" } }));
    expect(off.cost?.source).toBe("unpriced");
    expect(off.budget).not.toHaveProperty("chargedNanos");
  });
});

function priced(nanos: number) {
  return { source: "priced", totalNanos: nanos, inputNanos: nanos, outputNanos: 0, catalogue: "x" } as const;
}

function start({ tracker }: LedgerRig, id: string): void {
  const call = { requestModel: "claude-sonnet-4-5", provider: "anthropic", request: { prompts: ["Hi"] } };
  void tracker.start({ id, kind: "llm", name: "model", context: {}, call });
}
