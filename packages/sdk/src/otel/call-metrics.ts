import { usdFromNanos } from "@breakwater/core/money/nanos";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { type Context, createNoopMeter, type MeterProvider, metrics } from "@opentelemetry/api";
import { version } from "../version.ts";
import type { CallFacts } from "./call-facts.ts";
import { OWN_ATTRIBUTE } from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { createInstruments, type Instruments } from "./instruments.ts";
import { metricAttributes } from "./metric-attributes.ts";
import { SCOPE_NAME } from "./scope-name.ts";
import { type MeasuredCall, recordNewUsage, recordOldUsage } from "./usage-metrics.ts";

/** Measures model calls through whatever meter provider the host has, whenever it sets one up. */
export class CallMetrics {
  readonly #choice: EmissionChoice;
  #provider: MeterProvider | undefined;
  #instruments: Instruments | undefined;

  constructor(choice: EmissionChoice) {
    this.#choice = choice;
  }

  /** True where somebody takes the measurements. */
  get isHeard(): boolean {
    return this.#current() !== undefined;
  }

  /** A call has ended. Other steps are not measured. */
  record(record: SpanRecord, facts: CallFacts, context: Context): void {
    const instruments = isInference(record.kind) ? this.#current() : undefined;
    if (!instruments) return;
    const attributes = metricAttributes(record, facts, this.#choice);
    const measured = { record, attributes, context };
    if (record.status === "blocked") {
      const denial = record.budget?.denial;
      const reason = denial && {
        [OWN_ATTRIBUTE.budgetName]: denial.budget,
        [OWN_ATTRIBUTE.budgetReason]: denial.reason,
      };
      instruments.budgetDenials.add(1, { ...attributes, ...reason }, context);
      return;
    }
    recordCost(instruments, measured);
    if (record.cached === true) return;
    recordDuration(instruments, measured);
    if (instruments.newer) recordNewUsage(instruments.newer, measured);
    if (instruments.older) recordOldUsage(instruments.older, measured);
  }

  /** The instruments of the host's meter provider; a host may set it up after the monitor, or replace it. */
  #current(): Instruments | undefined {
    const provider = metrics.getMeterProvider();
    if (provider !== this.#provider) {
      const meter = provider.getMeter(SCOPE_NAME, version);
      this.#instruments = meter === createNoopMeter() ? undefined : createInstruments(meter, this.#choice);
      this.#provider = provider;
    }
    return this.#instruments;
  }
}

function recordCost(instruments: Instruments, { record: { cost }, attributes, context }: MeasuredCall): void {
  if (!cost) return;
  if (cost.source === "unpriced") instruments.unpricedCalls.add(1, attributes, context);
  else if (cost.totalNanos > 0) instruments.cost.add(usdFromNanos(cost.totalNanos), attributes, context);
}

/** An abandoned call's duration is only how long it was waited for, so it is none. */
function recordDuration({ operationDuration, newer, older }: Instruments, measured: MeasuredCall): void {
  const { record, attributes, context } = measured;
  const { kind, status, durationMs, timeToFirstTokenMs } = record;
  if (durationMs !== undefined && status !== "abandoned") {
    const isInferenceByNew = newer !== undefined && kind === "llm";
    if (isInferenceByNew) newer.duration.record(durationMs / 1000, attributes, context);
    if (older !== undefined || !isInferenceByNew)
      operationDuration.record(durationMs / 1000, attributes, context);
  }
  if (timeToFirstTokenMs === undefined) return;
  newer?.timeToFirstChunk.record(timeToFirstTokenMs / 1000, attributes, context);
  older?.timeToFirstChunk.record(timeToFirstTokenMs / 1000, attributes, context);
}
