import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  type ContextManager,
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import { MemoryMeasurements } from "./memory-measurements.ts";
import { MemorySpans } from "./memory-spans.ts";

/** A host with OpenTelemetry, as far as the API can tell. */
export interface MemoryTelemetry {
  readonly tracing: MemorySpans;
  readonly measuring: MemoryMeasurements;
  /** Runs `act` inside a span of the host. */
  inHostSpan<T>(name: string, act: () => T): T;
  /** Takes everything out of the API again. */
  unregister(): void;
}

/** Registers all of it with the API's globals. */
export function registerMemoryTelemetry(): MemoryTelemetry {
  const tracing = new MemorySpans();
  const measuring = new MemoryMeasurements();
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(measuring);
  context.setGlobalContextManager(createContextManager());
  propagation.setGlobalPropagator(TRACE_PARENT_AND_BAGGAGE);
  return {
    tracing,
    measuring,
    inHostSpan: (name, act) => {
      const span = tracing.getTracer().startSpan(name, {}, context.active());
      return context.with(trace.setSpan(context.active(), span), act);
    },
    unregister: () => {
      trace.disable();
      metrics.disable();
      context.disable();
      propagation.disable();
    },
  };
}

function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, act, ...[self, ...given]) => storage.run(active, () => act.apply(self, given)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

/** Writes what W3C's propagators would. */
const TRACE_PARENT_AND_BAGGAGE: TextMapPropagator = {
  inject: (active, carrier, setter) => {
    const span = trace.getSpanContext(active);
    if (!span) return;
    setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
    setter.set(carrier, "baggage", "tenant=secret");
  },
  extract: (active) => active,
  fields: () => ["traceparent", "baggage"],
};
