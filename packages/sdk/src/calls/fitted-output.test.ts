import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { CallTracker } from "./call-tracker.ts";
import type { ModelCall } from "./open-run.ts";
import type { TrackerSettings } from "./tracker-settings.ts";

/** One nano a token of output, and nothing for the input: budgets are counted in output tokens. */
const NANO_A_TOKEN = [{ model: "*", inputPerMillionUsd: 0, outputPerMillionUsd: 0.001 }];
const FIT: Partial<TrackerSettings> = { fitOutput: { minTokens: 16 } };

function rigOf(
  limitNanos: number,
  settings: Partial<TrackerSettings> = FIT,
  onExceed: "block" | "warn" = "block",
) {
  const budget: BudgetDefinition = {
    name: "daily",
    limitNanos,
    window: { every: "day", timeZone: "UTC" },
    match: {},
    per: [],
    onExceed,
    alertAt: [],
    unpriced: { kind: "charge", nanos: 0 },
  };
  const clock = createFakeClock();
  const ledger = new MemoryLedger({ budgets: [budget] });
  const records: SpanRecord[] = [];
  const tracker = new CallTracker({
    clock,
    ledger,
    prices: createPriceBook({ overrides: NANO_A_TOKEN }),
    origin: {},
    settings: { abandonAfterMs: 60_000, defaultMaxOutputTokens: 100, maxOpenRuns: 100, ...settings },
    listener: {
      onRunning: (record) => records.push(record),
      onRecord: (record) => records.push(record),
      onCorrection: () => {},
      onBudgetNotices: () => {},
    },
  });
  const held = () => ledger.statuses(clock.now())[0]?.heldNanos;
  return { tracker, records, held };
}

function callOf(params: object = {}, canCapOutput = true): ModelCall {
  const request = { prompts: ["Hello"], invocationParams: params };
  return { provider: "anthropic", requestModel: "claude-opus-4-1", request, canCapOutput };
}

function start(tracker: CallTracker, id: string, call: ModelCall): void {
  void tracker.start({ id, kind: "llm", name: "model", context: {}, call });
}

describe("CallTracker.fittedOutput", () => {
  it("is the model's own limit while the budgets afford it", () => {
    const { tracker, records } = rigOf(1_000_000);
    start(tracker, "a", callOf());
    expect(tracker.fittedOutput("a", callOf())).toBe(32_000);
    expect(records[0]?.budget).toEqual({ heldNanos: 32_000, isBounded: true, fittedOutputTokens: 32_000 });
  });

  it("is what is left near the limit, and is written into the record of the end too", () => {
    const { tracker, records } = rigOf(777);
    start(tracker, "a", callOf());
    expect(tracker.fittedOutput("a", callOf())).toBe(777);
    tracker.end("a", { status: "ok" });
    expect(records[1]?.budget).toMatchObject({ isBounded: true, fittedOutputTokens: 777 });
  });

  it("is shared among the answers of a call that asks for several", () => {
    const { tracker, held } = rigOf(1_000);
    start(tracker, "a", callOf({ n: 3 }));
    expect(tracker.fittedOutput("a", callOf({ n: 3 }))).toBe(333);
    expect(held()).toBe(999);
  });

  it("refuses a call that cannot have the least, and says what the least would have held", () => {
    const { tracker, records } = rigOf(15);
    expect(() => start(tracker, "a", callOf())).toThrow(BudgetExceededError);
    expect(records[0]?.budget?.denial).toMatchObject({ requestedNanos: 16 });
    expect(records[0]?.budget).not.toHaveProperty("fittedOutputTokens");
  });

  it.each([
    ["the option is off", {}, callOf()],
    ["the call names a cap", FIT, callOf({ max_tokens: 50 })],
    ["the entrance cannot cap it", FIT, callOf({}, false)],
  ])("is nothing when %s", (_, settings, call) => {
    const { tracker, records } = rigOf(1_000_000, settings);
    start(tracker, "a", call);
    expect(tracker.fittedOutput("a", call)).toBeUndefined();
    expect(records[0]?.budget).not.toHaveProperty("fittedOutputTokens");
  });

  it("leaves calls alone that only budgets which warn cover", () => {
    const { tracker, held } = rigOf(10, FIT, "warn");
    start(tracker, "a", callOf());
    expect(tracker.fittedOutput("a", callOf())).toBeUndefined();
    expect(held()).toBe(100);
  });

  it("leaves models without a price alone", () => {
    const { tracker } = rigOf(10_000);
    tracker.configure({ prices: createPriceBook() });
    const call = { ...callOf(), provider: "nobody", requestModel: "mine" };
    start(tracker, "a", call);
    expect(tracker.fittedOutput("a", call)).toBeUndefined();
  });

  it("trades the hold that an outer entrance took without a cap for one that fits", () => {
    const { tracker, records, held } = rigOf(5_000);
    start(tracker, "a", callOf({}, false));
    expect(held()).toBe(100);
    expect(tracker.fittedOutput("a", callOf())).toBe(5_000);
    expect(tracker.fittedOutput("a", callOf())).toBe(5_000);
    expect(held()).toBe(5_000);
    expect(records.at(-1)?.budget).toMatchObject({ isBounded: true, fittedOutputTokens: 5_000 });
    tracker.end("a", { status: "ok" });
    expect(held()).toBe(0);
  });

  it("fits a run that was only observed, when an inner entrance asks its budgets", () => {
    const { tracker } = rigOf(500);
    void tracker.start({
      id: "a",
      kind: "llm",
      name: "model",
      context: {},
      call: callOf({}, false),
      isObserved: true,
    });
    void tracker.admit("a", callOf());
    expect(tracker.fittedOutput("a", callOf())).toBe(500);
  });

  it("knows nothing of runs that are not open", () => {
    const { tracker } = rigOf(500);
    expect(tracker.fittedOutput("nobody", callOf())).toBeUndefined();
  });
});
