import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { BudgetNotice, ReserveOutcome } from "@breakwater/core/budget/ledger";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { SpanCost, SpanRecord } from "@breakwater/core/record/span-record";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { CallTracker, type CallTrackerParts } from "./call-tracker.ts";

const daily: BudgetDefinition = {
  name: "daily",
  limitNanos: 100_000_000,
  window: { every: "day", timeZone: "UTC" },
  match: {},
  per: [],
  onExceed: "block",
  alertAt: [0.5, 1],
  unpriced: { kind: "block" },
};
const priced = (nanos: number): SpanCost => ({
  source: "priced",
  totalNanos: nanos,
  inputNanos: nanos,
  outputNanos: 0,
  catalogue: "test",
});

interface Told {
  readonly what: "running" | "record" | "correction" | "notices";
  readonly record?: SpanRecord;
  readonly notices?: readonly BudgetNotice[];
  /** What the ledger had counted as spent at that moment. */
  readonly spentNanos: number;
}

function rigOf(changes: Partial<CallTrackerParts["settings"]> = {}, budgets = [daily]) {
  const clock = createFakeClock();
  const ledger = new MemoryLedger({ budgets });
  const told: Told[] = [];
  const spent = () => ledger.statuses(clock.now())[0]?.spentNanos ?? 0;
  const tracker = new CallTracker({
    clock,
    ledger,
    prices: createPriceBook({}),
    origin: { service: "shop", environment: "production" },
    settings: { abandonAfterMs: 60_000, defaultMaxOutputTokens: 100, maxOpenRuns: 100, ...changes },
    listener: {
      onRunning: (record) => told.push({ what: "running", record, spentNanos: spent() }),
      onRecord: (record) => told.push({ what: "record", record, spentNanos: spent() }),
      onCorrection: (_, record) => told.push({ what: "correction", record, spentNanos: spent() }),
      onBudgetNotices: (notices) => told.push({ what: "notices", notices, spentNanos: spent() }),
    },
  });
  const start = (id: string, maxTokens = 1_000) =>
    tracker.start({
      id,
      kind: "llm",
      name: "model",
      context: { userId: "u1" },
      call: {
        provider: "anthropic",
        requestModel: "claude-sonnet-4-5",
        request: { prompts: ["Hello"], invocationParams: { max_tokens: maxTokens } },
      },
    });
  return { clock, ledger, tracker, told, spent, start };
}

describe("CallTracker", () => {
  it("tells of a call that holds budget, then of its end, before the ledger moves", () => {
    const { tracker, told, spent, start } = rigOf();
    void start("a");
    tracker.end("a", { status: "ok", cost: priced(7) });
    expect(told.map(({ what }) => what)).toEqual(["running", "record"]);
    expect(told[0]?.record).toMatchObject({
      status: "running",
      budget: { isBounded: true },
      service: "shop",
    });
    expect(told[1]).toMatchObject({ record: { budget: { chargedNanos: 7 } }, spentNanos: 0 });
    expect(spent()).toBe(7);
  });

  it("measures each run by its own start and its own first token", () => {
    const { clock, tracker, told, start } = rigOf();
    const zero = clock.now();
    void start("a");
    clock.set(zero + 100);
    void start("b");
    clock.set(zero + 250);
    tracker.token("b", { text: "Hi" });
    clock.set(zero + 400);
    tracker.token("b", { text: " there" });
    tracker.end("b", { status: "ok", cost: priced(1) });
    tracker.end("a", { status: "ok", cost: priced(1) });
    const [b, a] = told.filter(({ what }) => what === "record");
    expect(b?.record).toMatchObject({ durationMs: 300, timeToFirstTokenMs: 150 });
    expect(a?.record).toMatchObject({ durationMs: 400 });
    expect(a?.record).not.toHaveProperty("timeToFirstTokenMs");
  });

  it("passes the budget's notices on after the record that caused them", () => {
    const { tracker, told, start } = rigOf();
    void start("a");
    tracker.end("a", { status: "ok", cost: priced(50_000_000) });
    expect(told.map(({ what }) => what)).toEqual(["running", "record", "notices"]);
    expect(told[2]?.notices).toMatchObject([{ kind: "threshold", threshold: 0.5 }]);
  });

  it("refuses a call that does not fit: a record, one notice, and the error", () => {
    const { tracker, told, start } = rigOf({}, [{ ...daily, limitNanos: 10 }]);
    expect(() => start("a")).toThrow(BudgetExceededError);
    expect(() => start("b")).toThrow(BudgetExceededError);
    expect(told.flatMap(({ record }) => record?.status ?? [])).toEqual(["blocked", "blocked"]);
    expect(told[0]?.record).toMatchObject({
      error: { class: "budget" },
      budget: { heldNanos: 0, denial: { budget: "daily" } },
    });
    expect(told.flatMap(({ notices }) => notices ?? []).map(({ kind }) => kind)).toEqual(["exhausted"]);
    expect(tracker.openRuns).toBe(0);
  });

  it("charges nothing for a call that was refused by the provider, and all of the hold for one that may be billed", () => {
    const { tracker, told, spent, start } = rigOf();
    void start("a");
    tracker.fail("a", Object.assign(new Error("slow down"), { status: 429 }));
    expect(spent()).toBe(0);
    void start("b");
    tracker.fail("b", new Error("Connection error."));
    const held = told.at(-1)?.record?.budget?.heldNanos ?? 0;
    expect(held).toBeGreaterThan(0);
    expect(spent()).toBe(held);
  });

  it("charges a broken-off stream for what had come, not for the hold", () => {
    const { tracker, told, spent, start } = rigOf();
    void start("a");
    tracker.token("a", { text: "Some words of an answer." });
    tracker.fail("a", Object.assign(new Error("Request was aborted."), { name: "AbortError" }));
    const record = told.at(-1)?.record;
    expect(record).toMatchObject({ status: "cancelled", usageSource: "estimated" });
    expect(spent()).toBeGreaterThan(0);
    expect(spent()).toBeLessThan(record?.budget?.heldNanos ?? 0);
  });

  it("gives up a run without a sign of life, and charges its hold", () => {
    const { clock, tracker, told, spent, start } = rigOf();
    void start("a");
    clock.set(clock.now() + 59_999);
    tracker.sweep();
    expect(tracker.openRuns).toBe(1);
    clock.set(clock.now() + 1);
    tracker.sweep();
    expect(told.at(-1)?.record).toMatchObject({ status: "abandoned" });
    expect(spent()).toBe(told.at(-1)?.record?.budget?.heldNanos);
    expect(tracker.abandonedRecords()).toHaveLength(1);
  });

  it("leaves a stream alone as long as tokens come", () => {
    const { clock, tracker, start } = rigOf();
    void start("a");
    for (let minute = 0; minute < 5; minute += 1) {
      clock.set(clock.now() + 50_000);
      tracker.token("a", { text: "." });
      tracker.sweep();
    }
    expect(tracker.openRuns).toBe(1);
  });

  it("replaces the estimate when the end comes after all: the record first, then the ledger; a second end is ignored", () => {
    const { clock, tracker, told, spent, start } = rigOf();
    void start("a");
    clock.set(clock.now() + 60_000);
    tracker.sweep();
    const estimate = spent();
    tracker.end("a", { status: "ok", cost: priced(7) });
    expect(told.at(-1)).toMatchObject({ what: "correction", spentNanos: estimate, record: { status: "ok" } });
    expect(spent()).toBe(7);
    tracker.end("a", { status: "ok", cost: priced(9) });
    expect(spent()).toBe(7);
    expect(told.filter(({ what }) => what === "correction")).toHaveLength(1);
  });

  it("gives up the longest open run when there are too many", () => {
    const { tracker, told, start } = rigOf({ maxOpenRuns: 3 });
    for (const id of ["a", "b", "c", "d", "e"]) void start(id, 10);
    expect(tracker.openRuns).toBe(3);
    expect(told.filter(({ record }) => record?.status === "abandoned")).toHaveLength(2);
    expect(tracker.get("c")?.id).toBe("c");
  });

  it("ignores ends, failures and tokens of runs that it does not know", () => {
    const { tracker, told } = rigOf();
    tracker.end("x", { status: "ok" });
    tracker.fail("x", new Error("no"));
    tracker.token("x", { text: "text" });
    expect(told).toEqual([]);
  });

  it("releases a hold that is granted when its call has already been given up", async () => {
    const settled: string[] = [];
    let grant: (outcome: ReserveOutcome) => void = () => {};
    const told: SpanRecord[] = [];
    const tracker = new CallTracker({
      clock: createFakeClock(),
      ledger: {
        budgetCount: 1,
        reserve: () => new Promise<ReserveOutcome>((resolve) => (grant = resolve)),
        room: () => undefined,
        settle: (holdId) => {
          settled.push(holdId);
          return [];
        },
        correct: () => {},
      },
      prices: createPriceBook({}),
      origin: {},
      settings: { abandonAfterMs: 60_000, defaultMaxOutputTokens: 100, maxOpenRuns: 100 },
      listener: {
        onRunning: (record) => told.push(record),
        onRecord: (record) => told.push(record),
        onCorrection: () => {},
        onBudgetNotices: () => {},
      },
    });
    const started = tracker.start({
      id: "a",
      kind: "llm",
      name: "model",
      context: {},
      call: { requestModel: "claude-sonnet-4-5", provider: "anthropic", request: { prompts: ["Hi"] } },
    });
    tracker.fail("a", Object.assign(new Error("Request was aborted."), { name: "AbortError" }));
    grant({ outcome: "held", heldNanos: 5, budgets: 1 });
    await started;
    expect(settled).toEqual(["a"]);
    expect(told.map(({ status }) => status)).toEqual(["cancelled"]);
  });
});
