import type { Counter, Histogram, Meter } from "@opentelemetry/api";
import { NEW_METRIC, OLD_METRIC, OWN_METRIC, SECONDS_BUCKETS, TOKEN_BUCKETS } from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";

/** Instruments of the new conventions. */
export interface NewInstruments {
  readonly duration: Histogram;
  readonly timeToFirstChunk: Histogram;
  readonly inputTokens: Histogram;
  readonly outputTokens: Histogram;
  readonly usageInput: Counter;
  readonly usageOutput: Counter;
  readonly usageCacheRead: Counter;
  readonly usageCacheWrite: Counter;
  readonly usageReasoning: Counter;
}

/** Instruments of the old conventions. */
export interface OldInstruments {
  readonly tokenUsage: Histogram;
  readonly timeToFirstChunk: Histogram;
}

/** Everything that is measured. */
export interface Instruments {
  /** By the old conventions of every model call, by the new ones of embeddings. */
  readonly operationDuration: Histogram;
  readonly cost: Counter;
  readonly unpricedCalls: Counter;
  readonly budgetDenials: Counter;
  readonly newer?: NewInstruments;
  readonly older?: OldInstruments;
}

/** Makes the instruments that a choice of conventions needs. */
export function createInstruments(meter: Meter, { emitsNew, emitsOld }: EmissionChoice): Instruments {
  return {
    operationDuration: seconds(meter, OLD_METRIC.duration, "Duration of an operation"),
    cost: meter.createCounter(OWN_METRIC.cost, { unit: "{USD}", description: "What model calls cost" }),
    unpricedCalls: meter.createCounter(OWN_METRIC.unpricedCalls, {
      unit: "{call}",
      description: "Model calls whose price is unknown",
    }),
    budgetDenials: meter.createCounter(OWN_METRIC.budgetDenials, {
      unit: "{call}",
      description: "Model calls that a budget refused",
    }),
    ...(emitsNew && { newer: newInstruments(meter) }),
    ...(emitsOld && { older: oldInstruments(meter) }),
  };
}

function newInstruments(meter: Meter): NewInstruments {
  return {
    duration: seconds(meter, NEW_METRIC.duration, "Duration of an inference"),
    timeToFirstChunk: seconds(meter, NEW_METRIC.timeToFirstChunk, "Time to the first chunk of a stream"),
    inputTokens: tokens(meter, NEW_METRIC.inputTokens, "Input tokens of an inference"),
    outputTokens: tokens(meter, NEW_METRIC.outputTokens, "Output tokens of an inference"),
    usageInput: tokenCounter(meter, NEW_METRIC.usageInput, "Input tokens used, cached ones included"),
    usageOutput: tokenCounter(meter, NEW_METRIC.usageOutput, "Output tokens used, reasoning included"),
    usageCacheRead: tokenCounter(meter, NEW_METRIC.usageCacheRead, "Input tokens read from a cache"),
    usageCacheWrite: tokenCounter(meter, NEW_METRIC.usageCacheWrite, "Input tokens written to a cache"),
    usageReasoning: tokenCounter(meter, NEW_METRIC.usageReasoning, "Output tokens spent on reasoning"),
  };
}

function oldInstruments(meter: Meter): OldInstruments {
  return {
    tokenUsage: tokens(meter, OLD_METRIC.tokenUsage, "Input and output tokens used"),
    timeToFirstChunk: seconds(meter, OLD_METRIC.timeToFirstChunk, "Time to the first chunk of a stream"),
  };
}

function seconds(meter: Meter, name: string, description: string): Histogram {
  const advice = { explicitBucketBoundaries: SECONDS_BUCKETS };
  return meter.createHistogram(name, { unit: "s", description, advice });
}

function tokens(meter: Meter, name: string, description: string): Histogram {
  const advice = { explicitBucketBoundaries: TOKEN_BUCKETS };
  return meter.createHistogram(name, { unit: "{token}", description, advice });
}

function tokenCounter(meter: Meter, name: string, description: string): Counter {
  return meter.createCounter(name, { unit: "{token}", description });
}
