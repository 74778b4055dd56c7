import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter as OTLPJsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as OTLPProtoTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { StartHostTelemetry } from "../contract/host-telemetry.ts";
import { describeOtelLine } from "../contract/otel-line.contract.ts";

/** SDK 2 registers its own context manager and W3C propagator; processors take the exporter as it is. */
const startSdk2: StartHostTelemetry = ({ collectorUrl, traces }) => {
  const Exporter = traces === "json" ? OTLPJsonTraceExporter : OTLPProtoTraceExporter;
  const exporter = new Exporter({ url: `${collectorUrl}/v1/traces` });
  const tracerProvider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  tracerProvider.register();
  const metricExporter = new OTLPMetricExporter({ url: `${collectorUrl}/v1/metrics` });
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  metrics.setGlobalMeterProvider(meterProvider);
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

describeOtelLine("OpenTelemetry SDK 2, API 1.9", startSdk2);
