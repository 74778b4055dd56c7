import {
  type Attributes,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  type MetricOptions,
} from "@opentelemetry/api";

/** One measurement. */
export interface Measurement {
  readonly metric: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** A meter provider that keeps every measurement. */
export class MemoryMeasurements implements MeterProvider {
  readonly taken: Measurement[] = [];
  readonly instruments = new Map<string, MetricOptions>();

  getMeter(): Meter {
    const make = (metric: string, options: MetricOptions = {}) => {
      this.instruments.set(metric, options);
      return (value: number, attributes: Attributes = {}) =>
        void this.taken.push({ metric, value, attributes: { ...attributes } });
    };
    const noop = createNoopMeter();
    return {
      createHistogram: (name, options) => ({ record: make(name, options) }),
      createCounter: (name, options) => ({ add: make(name, options) }),
      createUpDownCounter: (name, options) => noop.createUpDownCounter(name, options),
      createGauge: (name, options) => noop.createGauge(name, options),
      createObservableGauge: (name, options) => noop.createObservableGauge(name, options),
      createObservableCounter: (name, options) => noop.createObservableCounter(name, options),
      createObservableUpDownCounter: (name, options) => noop.createObservableUpDownCounter(name, options),
      addBatchObservableCallback: () => undefined,
      removeBatchObservableCallback: () => undefined,
    };
  }

  /** Measurements of one metric. */
  of(metric: string): Measurement[] {
    return this.taken.filter((measurement) => measurement.metric === metric);
  }

  /** Names of the metrics that were measured. */
  metrics(): string[] {
    return [...new Set(this.taken.map(({ metric }) => metric))].sort();
  }
}
