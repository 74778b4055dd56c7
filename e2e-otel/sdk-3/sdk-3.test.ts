import { context, metrics, propagation, type TextMapPropagator, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter as OTLPJsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as OTLPProtoTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { StartHostTelemetry } from "../contract/host-telemetry.ts";
import { describeOtelLine } from "../contract/otel-line.contract.ts";

/** SDK 3 has one provider for all, and leaves the registration to the application. */
const startSdk3: StartHostTelemetry = ({ collectorUrl, traces }) => {
  const Exporter = traces === "json" ? OTLPJsonTraceExporter : OTLPProtoTraceExporter;
  const exporter = new Exporter({ url: `${collectorUrl}/v1/traces` });
  const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const metricExporter = new OTLPMetricExporter({ url: `${collectorUrl}/v1/metrics` });
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(TRACE_CONTEXT);
  return {
    inSpan: (name, act) =>
      trace.getTracer("app").startActiveSpan(name, async (span) => {
        try {
          return await act();
        } finally {
          span.end();
        }
      }),
    flush: async () => {
      await tracerProvider.forceFlush();
      await meterProvider.forceFlush();
    },
    shutdown: async () => {
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
      for (const api of [trace, metrics, context, propagation]) api.disable();
    },
  };
};

/** What SDK 3's own W3C propagator writes; it lives in a package that applications get through the Node bundle. */
const TRACE_CONTEXT: TextMapPropagator = {
  inject: (active, carrier, setter) => {
    const span = trace.getSpanContext(active);
    if (!span) return;
    const flags = span.traceFlags.toString(16).padStart(2, "0");
    setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-${flags}`);
  },
  extract: (active) => active,
  fields: () => ["traceparent"],
};

describeOtelLine("OpenTelemetry SDK 3, API 1.10", startSdk3);
