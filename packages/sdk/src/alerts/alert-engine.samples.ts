import type { AlertRule } from "@breakwater/core/alert/rule";
import type { BudgetStatus } from "@breakwater/core/budget/budget-status";
import type { BudgetNotice } from "@breakwater/core/budget/ledger";
import type { ErrorClass, SpanRecord } from "@breakwater/core/record/span-record";
import type { Alert } from "@breakwater/notify/alert";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import { buildRecord, type RecordOverrides } from "@breakwater/testkit/record-builder";
import { type AlertEngine, type AlertEngineParts, createAlertEngine } from "./alert-engine.ts";

/** An engine on a fake clock, and everything it posted. */
export interface EngineBench {
  readonly clock: FakeClock;
  readonly engine: AlertEngine;
  /** In order. */
  readonly posted: Alert[];
  /** How often `post` was called. */
  readonly calls: () => number;
  /** Gives the engine a record now. */
  feed(record: SpanRecord): void;
  /** What was posted since the last call. */
  takePosted(): Alert[];
  /** Posts since the last call as `name firing|resolved count`. */
  takeNews(): string[];
  statuses: BudgetStatus[];
  dropped: number;
}

/** Makes an engine on a fake clock. */
export function createEngineBench(
  rules: readonly AlertRule[],
  overrides: Partial<AlertEngineParts> = {},
): EngineBench {
  const clock = createFakeClock();
  const posted: Alert[] = [];
  let taken = 0;
  let calls = 0;
  const bench: EngineBench = {
    clock,
    posted,
    calls: () => calls,
    statuses: [],
    dropped: 0,
    feed: (record) => bench.engine.onRecord(record, clock.now()),
    takePosted: () => {
      const news = posted.slice(taken);
      taken = posted.length;
      return news;
    },
    takeNews: () => bench.takePosted().map(newsOf),
    engine: createAlertEngine({
      clock,
      rules,
      slowCallMs: 5_000,
      post: (alerts) => {
        calls += 1;
        posted.push(...alerts);
      },
      budgetStatuses: () => bench.statuses,
      droppedRecords: () => bench.dropped,
      ...overrides,
    }),
  };
  return bench;
}

/** A rule that fires on the first error of a minute. */
export function sampleRule(overrides: Partial<AlertRule> = {}): AlertRule {
  return {
    name: "Sample",
    signal: "errorCount",
    windowMs: 60_000,
    condition: { op: ">=", value: 1 },
    groupBy: [],
    forMs: 0,
    keepFiringForMs: 0,
    severity: "warning",
    ...overrides,
  };
}

/** A failed call. */
export function failedCall(
  errorClass: ErrorClass = "rate_limit",
  overrides: RecordOverrides = {},
): SpanRecord {
  const error = {
    class: errorClass,
    type: "RateLimitError",
    message: "429 Rate limit reached",
    fingerprint: "00000000000000aa",
  };
  return buildRecord({ status: "error", error, ...overrides });
}

/** A notice of a budget of 100 dollars for today. */
export function sampleNotice(overrides: Partial<BudgetNotice> = {}): BudgetNotice {
  return {
    kind: "threshold",
    budget: "daily",
    key: {},
    threshold: 0.8,
    limitNanos: 100e9,
    spentNanos: 80.12e9,
    heldNanos: 1.2e9,
    windowStart: Date.UTC(2026, 0, 15),
    windowEnd: Date.UTC(2026, 0, 16),
    onExceed: "block",
    ...overrides,
  };
}

/** How a budget of 100 dollars stands. */
export function sampleStatus(overrides: Partial<BudgetStatus> = {}): BudgetStatus {
  return {
    budget: "daily",
    key: {},
    limitNanos: 100e9,
    spentNanos: 50e9,
    heldNanos: 0,
    deniedCalls: 0,
    onExceed: "block",
    windowStart: Date.UTC(2026, 0, 15),
    windowEnd: Date.UTC(2026, 0, 16),
    windowLabel: "day (UTC)",
    ...overrides,
  };
}

function newsOf({ labels, endsAt, count }: Alert): string {
  const words = [labels["alertname"], endsAt === undefined ? "firing" : "resolved", count];
  return words.filter((word) => word !== undefined).join(" ");
}
