import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { MemoryLedger } from "@breakwater/core/budget/memory-ledger";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { messageBound } from "@breakwater/core/usage/message-bound";
import { loadedTokenizer, loadTokenizer } from "@breakwater/core/usage/tokenizer";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { costOf } from "../calls/call-outcome.ts";
import { CallTracker } from "../calls/call-tracker.ts";
import type { ModelCall } from "../calls/open-run.ts";
import type { OutputFit } from "./fitted-cap.ts";

const PRICES = createPriceBook({});
const MODELS = [
  { provider: "openai", requestModel: "gpt-4o" },
  { provider: "openai", requestModel: "o3-mini" },
  { provider: "anthropic", requestModel: "claude-opus-4-1" },
];

const step = fc.oneof(
  fc.record({
    do: fc.constant("start" as const),
    user: fc.constantFrom("u1", "u2"),
    model: fc.constantFrom(...MODELS),
    words: fc.integer({ min: 1, max: 400 }),
    answers: fc.constantFrom(1, 1, 3),
    // The budgets are asked by an outer entrance, which cannot cap the call.
    isJoined: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("end" as const),
    which: fc.nat(),
    inputShare: fc.constantFrom(0.1, 0.7, 1),
    outputShare: fc.constantFrom(0, 0.5, 1, 1),
  }),
);
const scripts = fc.array(step, { minLength: 5, maxLength: 40, size: "max" });
type Start = Extract<typeof step extends fc.Arbitrary<infer S> ? S : never, { do: "start" }>;

const fits: fc.Arbitrary<OutputFit> = fc.oneof(
  fc.record({ minTokens: fc.constantFrom(16, 200) }),
  fc.record({ minTokens: fc.constant(16), maxTokens: fc.constantFrom(20, 1_000) }),
);

/** Limits of some hundred to some ten thousand tokens. */
const limits = fc.record({
  all: fc.integer({ min: 0, max: 300_000_000 }),
  each: fc.integer({ min: 0, max: 200_000_000 }),
});

function budgetsOf(limit: { all: number; each: number }): BudgetDefinition[] {
  const shared = {
    window: { every: "day" as const, timeZone: "UTC" },
    match: {},
    onExceed: "block" as const,
    alertAt: [],
    unpriced: { kind: "block" as const },
  };
  return [
    { ...shared, name: "all", per: [], limitNanos: limit.all },
    { ...shared, name: "each", per: ["userId"], limitNanos: limit.each },
  ];
}

/** The call path with its ledger, and nothing else; answers are priced by the real catalogue. */
class FittedCalls {
  readonly ledger: MemoryLedger;
  readonly records: SpanRecord[] = [];
  readonly #clock = createFakeClock();
  readonly #tracker: CallTracker;
  readonly #fit: OutputFit;
  readonly #open: string[] = [];
  #count = 0;

  constructor(budgets: readonly BudgetDefinition[], fit: OutputFit) {
    this.#fit = fit;
    this.ledger = new MemoryLedger({ budgets });
    this.#tracker = new CallTracker({
      clock: this.#clock,
      ledger: this.ledger,
      prices: PRICES,
      origin: {},
      settings: { abandonAfterMs: 60_000, defaultMaxOutputTokens: 250, maxOpenRuns: 100, fitOutput: fit },
      listener: {
        onRunning: () => {},
        onRecord: (record) => this.records.push(record),
        onCorrection: () => {},
        onBudgetNotices: () => {},
      },
    });
  }

  start(wish: Start): void {
    const call = callOf(wish);
    const id = `call-${this.#count++}`;
    const least = this.#leastOf(call, wish);
    const facts = { userId: wish.user, model: wish.model.requestModel, provider: wish.model.provider };
    const room = this.ledger.room(facts, this.#clock.now()) ?? Number.NaN;
    const context = { userId: wish.user };
    try {
      const opened = { ...call, canCapOutput: !wish.isJoined };
      void this.#tracker.start({ id, kind: "llm", name: "model", context, call: opened });
    } catch (error) {
      expect(error).toBeInstanceOf(BudgetExceededError);
      if (!wish.isJoined) expect(least).toBeGreaterThan(room);
      return;
    }
    // Whoever was let in is not refused any more, and gets a cap.
    const cap = this.#tracker.fittedOutput(id, call);
    expect(cap).toBeGreaterThanOrEqual(Math.min(this.#fit.minTokens, this.#fit.maxTokens ?? 1e9));
    expect(cap).toBeLessThanOrEqual(this.#fit.maxTokens ?? 100_000);
    expect(this.#tracker.get(id)?.hold).toMatchObject({ isBounded: true, fittedOutputTokens: cap });
    this.#open.push(id);
  }

  /** The provider answers, at most as its cap and the bound on the input let it. */
  end(which: number, inputShare: number, outputShare: number): void {
    const [id = ""] = this.#open.splice(which % Math.max(1, this.#open.length), 1);
    const run = this.#tracker.get(id);
    if (!run?.hold) return;
    const { inputTokens, maxOutputTokens } = run.hold;
    const usage = {
      inputTokens: Math.floor(inputTokens * inputShare),
      outputTokens: Math.floor(maxOutputTokens * outputShare),
    };
    this.#tracker.end(id, {
      status: "ok",
      usage,
      usageSource: "reported",
      cost: costOf(run, { usage }, PRICES),
    });
  }

  endAll(): void {
    while (this.#open.length > 0) this.end(0, 1, 1);
  }

  /** What the call would hold with the shortest answer that is allowed. */
  #leastOf(call: ModelCall, { model, answers }: Start): number {
    const { tokens } = messageBound(call.request, { tokenizer: loadedTokenizer(model.requestModel) });
    const shortest = Math.min(this.#fit.minTokens, this.#fit.maxTokens ?? Number.POSITIVE_INFINITY);
    const bound = PRICES.bound({
      provider: model.provider,
      model: model.requestModel,
      at: this.#clock.now(),
      inputTokens: tokens,
      maxOutputTokens: shortest * answers,
    });
    return bound.kind === "bounded" ? bound.nanos : Number.NaN;
  }
}

function callOf({ model, words, answers }: Start): ModelCall {
  const request = {
    messages: [{ role: "user", content: "word ".repeat(words) }],
    invocationParams: answers === 1 ? {} : { n: answers },
    model: model.requestModel,
  };
  return { ...model, request, canCapOutput: true };
}

describe("calls with fitted caps", () => {
  beforeAll(async () => {
    await loadTokenizer("gpt-4o");
  });

  it("never spend more than a limit, whatever runs at a time, and are refused only when the least does not fit", () => {
    let answered = 0;
    let shortened = 0;
    fc.assert(
      fc.property(limits, fits, scripts, (limit, fit, script) => {
        const budgets = budgetsOf(limit);
        const calls = new FittedCalls(budgets, fit);
        for (const next of script) {
          if (next.do === "start") calls.start(next);
          else calls.end(next.which, next.inputShare, next.outputShare);
        }
        calls.endAll();
        const ended = calls.records.filter(({ status }) => status === "ok");
        answered += ended.length;
        const whole = [16_384, 32_000, 100_000, fit.maxTokens];
        shortened += ended.filter(({ budget }) => !whole.includes(budget?.fittedOutputTokens)).length;
        expect(spendOf(ended)).toBeLessThanOrEqual(limit.all);
        for (const user of ["u1", "u2"]) {
          expect(spendOf(ended.filter(({ userId }) => userId === user))).toBeLessThanOrEqual(limit.each);
        }
      }),
      { numRuns: 300 },
    );
    // The property would hold of calls that are all refused, too.
    expect(answered).toBeGreaterThan(500);
    expect(shortened).toBeGreaterThan(200);
  });
});

/** By the records, not by the ledger's own sums. */
function spendOf(records: readonly SpanRecord[]): number {
  return records.reduce(
    (sum, { cost }) => sum + (cost?.source === "priced" ? cost.totalNanos : Number.NaN),
    0,
  );
}
