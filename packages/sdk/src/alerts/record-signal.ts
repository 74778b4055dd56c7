import { type AlertRule, type AlertSignal, meetsCondition } from "@breakwater/core/alert/rule";
import type { RecordFacts } from "./record-facts.ts";

/**
 * How a signal is measured from records. A `sum` adds amounts, a `ratio` divides the sum of amounts by the sum of
 * bases, a `quantile` orders the amounts. Amounts and bases of sums and ratios are integers, so that sliding is exact.
 */
export interface RecordSignal {
  readonly kind: "sum" | "ratio" | "quantile";
  /** Whether the record is part of what is measured. */
  concerns(facts: RecordFacts, rule: AlertRule): boolean;
  amount(facts: RecordFacts): number;
  /** Only of ratios. */
  base?(facts: RecordFacts): number;
  /** Only of ratios: the signal's unit for one amount by one base. Default 1. */
  readonly scale?: number;
  /** Only of quantiles: 0 to 1. */
  readonly quantile?: number;
  /** Whether the record is one of the events behind an alert of this rule, which it counts. */
  isEvent(facts: RecordFacts, rule: AlertRule): boolean;
}

/** Signals that are not measured from records. */
export type PolledSignal = "budgetUsed" | "droppedRecords";

const one = () => 1;
const always = () => true;
const durationMs = ({ record }: RecordFacts) => record.durationMs ?? 0;
const firstTokenMs = ({ record }: RecordFacts) => record.timeToFirstTokenMs ?? 0;
const outputTokens = ({ record }: RecordFacts) => record.usage?.outputTokens ?? 0;
/** Whole microseconds, so that they add up and leave the window without rest. */
const durationMicros = (facts: RecordFacts) => Math.round(durationMs(facts) * 1_000);
const isFailedCall = ({ isCall, record }: RecordFacts) =>
  isCall && record.status === "error" && record.error?.class !== "budget";
const TOKENS_PER_MICROSECOND = 1_000_000;

/** Every signal that is measured from records. */
export const RECORD_SIGNALS: Readonly<Record<Exclude<AlertSignal, PolledSignal>, RecordSignal>> = {
  errorCount: counted((facts) => facts.error !== undefined),
  errorRate: {
    kind: "ratio",
    concerns: (facts) => facts.isCall,
    amount: (facts) => (isFailedCall(facts) ? 1 : 0),
    base: one,
    isEvent: isFailedCall,
  },
  latencyP50: latency(0.5),
  latencyP95: latency(0.95),
  latencyP99: latency(0.99),
  timeToFirstTokenP95: {
    kind: "quantile",
    quantile: 0.95,
    concerns: (facts) => facts.isMeasured && facts.record.timeToFirstTokenMs !== undefined,
    amount: firstTokenMs,
    isEvent: (facts, { condition }) => meetsCondition(condition, firstTokenMs(facts)),
  },
  tokensPerSecond: {
    kind: "ratio",
    scale: TOKENS_PER_MICROSECOND,
    concerns: (facts) =>
      facts.isMeasured &&
      facts.record.status === "ok" &&
      outputTokens(facts) > 0 &&
      durationMicros(facts) > 0,
    amount: outputTokens,
    base: durationMicros,
    isEvent: (facts, { condition }) =>
      meetsCondition(condition, (outputTokens(facts) / durationMicros(facts)) * TOKENS_PER_MICROSECOND),
  },
  cost: {
    kind: "sum",
    concerns: (facts) => facts.costNanos > 0,
    amount: (facts) => facts.costNanos,
    isEvent: always,
  },
  calls: counted((facts) => facts.isCall),
  unpricedCalls: counted(
    ({ isCall, record }) => isCall && record.cached !== true && record.cost?.source === "unpriced",
  ),
  slowCalls: counted((facts) => facts.isSlow),
  deniedCalls: counted((facts) => facts.isDenied),
  abandonedCalls: counted(({ isCall, record }) => isCall && record.status === "abandoned"),
  // An error stays news for as long as the rule looks back, so that its alert ends by itself.
  newErrorFingerprint: counted(
    (facts, { windowMs }) => facts.error !== undefined && facts.errorAgeMs < windowMs,
  ),
};

/** Records dropped are counted by those who drop them; here they only have a window. */
export const DROPPED_RECORDS: RecordSignal = counted(() => false);

function counted(concerns: RecordSignal["concerns"]): RecordSignal {
  return { kind: "sum", concerns, amount: one, isEvent: always };
}

function latency(quantile: number): RecordSignal {
  return {
    kind: "quantile",
    quantile,
    concerns: (facts) => facts.isMeasured,
    amount: durationMs,
    isEvent: (facts, { condition }) => meetsCondition(condition, durationMs(facts)),
  };
}
